import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describe } from 'vitest';
import { expectAgreement, randomValues } from '../../test/on-both';

const size = fc.integer({ min: 3, max: 17 });
const small = fc.integer({ min: 1, max: 3 });

describe('depthwise convolutions agree with tfjs cpu within 1e-5', () => {
  test.prop(
    [
      small,
      size,
      size,
      fc.integer({ min: 1, max: 40 }),
      small,
      small,
      small,
      small,
      fc.constantFrom('same', 'valid'),
    ],
    {
      numRuns: 150,
    },
  )(
    'forward and both gradients',
    async (batch, height, width, channels, filterHeight, filterWidth, stride, dilation, pad) => {
      const reach = (filter: number) => (filter - 1) * dilation + 1;
      if (pad === 'valid' && (reach(filterHeight) > height || reach(filterWidth) > width)) return;
      const strides = dilation > 1 ? 1 : stride;
      await expectAgreement(() => {
        const x = tf.tensor4d(randomValues(batch * height * width * channels, 1), [
          batch,
          height,
          width,
          channels,
        ]);
        const filter = tf.tensor4d(randomValues(filterHeight * filterWidth * channels, 2), [
          filterHeight,
          filterWidth,
          channels,
          1,
        ]);
        const run = (a: tf.Tensor, b: tf.Tensor) =>
          tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad as 'same', 'NHWC', dilation);
        const y = run(x, filter);
        if (dilation > 1) return y;
        return [
          y,
          ...tf.grads(run)([x, filter], tf.tensor4d(randomValues(y.size, 7), y.shape as [1, 1, 1, 1])),
        ];
      });
    },
  );
});
