import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describe } from 'vitest';
import { expectAgreement, randomValues } from '../../test/on-both';

const size = fc.integer({ min: 4, max: 14 });
const channels = fc.integer({ min: 8, max: 21 });

describe("3x3 convolutions by Winograd's algorithm agree with tfjs cpu within 1e-5", () => {
  test.prop(
    [
      fc.integer({ min: 4, max: 8 }),
      size,
      size,
      channels,
      channels,
      fc.constantFrom<'same' | 'valid' | number>('same', 'valid', 2),
    ],
    {
      numRuns: 25,
    },
  )('forward and both gradients', async (batch, height, width, from, to, pad) => {
    await expectAgreement(() => {
      const x = tf.tensor4d(randomValues(batch * height * width * from, 1), [batch, height, width, from]);
      const filter = tf.tensor4d(randomValues(9 * from * to, 2), [3, 3, from, to]);
      const run = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, pad);
      const y = run(x, filter);
      return [
        y,
        ...tf.grads(run)([x, filter], tf.tensor4d(randomValues(y.size, 7), y.shape as [1, 1, 1, 1])),
      ];
    });
  });
});
