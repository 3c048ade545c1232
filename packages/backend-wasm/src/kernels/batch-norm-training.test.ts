import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect } from 'vitest';
import { computeOn, expectAgreement, randomValues } from '../../test/on-both';

const epsilon = 1e-3;

/** Batch norm from tfjs's own ops. */
function composed(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor {
  const axes = x.shape.slice(0, -1).map((_, i) => i);
  const mean = tf.mean(x, axes);
  const variance = tf.mean(tf.square(tf.sub(x, mean)), axes);
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon))), scale), offset);
}

describe('batch norm', () => {
  test.prop(
    [fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 37 })],
    { numRuns: 60 },
  )(
    'in training agrees with its composition on tfjs cpu within 1e-4, gradients too',
    async (batch, size, channels) => {
      const shape = [batch + 1, size, channels];
      const make = () => {
        const count = shape.reduce((a, b) => a * b, 1);
        const x = tf.tensor(
          randomValues(count, 1).map((v) => v * 2 + 3),
          shape,
        );
        const dy = tf.tensor(randomValues(count, 4), shape);
        return {
          x,
          dy,
          scale: tf.tensor1d(randomValues(channels, 2)),
          offset: tf.tensor1d(randomValues(channels, 3)),
        };
      };
      const expected = await computeOn('cpu', () => {
        const { x, dy, scale, offset } = make();
        return [composed(x, scale, offset), ...tf.grads(composed)([x, scale, offset], dy)];
      });
      const actual = await computeOn('exmodel-wasm', () => {
        const { x, dy, scale, offset } = make();
        const run = (name: string, inputs: tf.NamedTensorMap) =>
          tf.engine().runKernel(name, inputs, { epsilon }) as unknown as [tf.Tensor, tf.Tensor, tf.Tensor];
        const [y, mean, variance] = run('BatchNormTraining', { x, scale, offset });
        return [y, ...run('BatchNormTrainingGrad', { x, dy, scale, mean, variance })];
      });
      actual.forEach(({ values }, i) => {
        const wanted = expected[i]?.values as Float32Array;
        const top = wanted.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
        values.forEach((value, j) => {
          expect(Math.abs(value - (wanted[j] as number))).toBeLessThanOrEqual(1e-4 * top);
        });
      });
    },
  );

  test.prop([fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 37 })])(
    'in inference agrees with tfjs cpu within 1e-5, gradients too',
    async (size, channels) => {
      await expectAgreement(() => {
        const vector = (seed: number) =>
          tf.add(tf.tensor1d(randomValues(channels, seed)), 1.5) as tf.Tensor1D;
        const x = tf.tensor4d(randomValues(2 * size * 3 * channels, 1), [2, size, 3, channels]);
        const operands = [x, vector(2), vector(3), vector(4), vector(5)];
        const run = (
          a: tf.Tensor,
          mean: tf.Tensor,
          variance: tf.Tensor,
          offset: tf.Tensor,
          scale: tf.Tensor,
        ) =>
          tf.batchNorm(
            a,
            mean as tf.Tensor1D,
            variance as tf.Tensor1D,
            offset as tf.Tensor1D,
            scale as tf.Tensor1D,
          );
        return [run(...(operands as Parameters<typeof run>)), ...tf.grads(run)(operands)];
      });
    },
  );
});
