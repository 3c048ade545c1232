import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describe } from 'vitest';
import { expectAgreement, normal, valueAndGradients } from '../../test/both-backends';

const shapes = fc.tuple(
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 5 }),
  fc.integer({ min: 2, max: 5 }),
  fc.constantFrom(1, 2, 3, 20, 65),
);
const positive = (shape: number[], seed: number) => tf.randomUniform(shape, 0.5, 2, 'float32', seed);

describe('batchNorm', () => {
  test.prop([shapes], { numRuns: 20 })(
    'with given statistics, all gradients, agrees to 1e-5',
    async (shape) => {
      const channels = [shape[3]];
      await expectAgreement(() =>
        valueAndGradients(
          (x, mean, variance, offset, scale) =>
            tf.batchNorm(
              x as tf.Tensor4D,
              mean as tf.Tensor1D,
              variance as tf.Tensor1D,
              offset as tf.Tensor1D,
              scale as tf.Tensor1D,
              1e-3,
            ),
          [
            normal(shape, 1),
            normal(channels, 2),
            positive(channels, 3),
            normal(channels, 4),
            positive(channels, 5),
          ],
        ),
      );
    },
  );

  test.prop([shapes], { numRuns: 20 })('with batch statistics (tf.moments) agrees to 1e-4', async (shape) => {
    await expectAgreement(
      () =>
        valueAndGradients(
          (x, offset, scale) => {
            const { mean, variance } = tf.moments(x, [0, 1, 2]);
            return tf.batchNorm(
              x as tf.Tensor4D,
              mean as tf.Tensor1D,
              variance as tf.Tensor1D,
              offset as tf.Tensor1D,
              scale as tf.Tensor1D,
              1e-2,
            );
          },
          [normal(shape, 1), normal([shape[3]], 2), positive([shape[3]], 3)],
        ),
      1e-4,
    );
  });

  test('without offset and scale', async () => {
    await expectAgreement(() => [
      tf.batchNorm(normal([2, 3, 3, 4], 1), normal([4], 2), positive([4], 3) as tf.Tensor1D),
    ]);
  });
});
