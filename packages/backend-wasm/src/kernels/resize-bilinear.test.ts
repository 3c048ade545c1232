import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect } from 'vitest';
import { computeOn, expectAgreement, randomValues } from '../../test/on-both';

const size = fc.integer({ min: 1, max: 12 });
const channels = fc.integer({ min: 1, max: 9 });

describe('bilinear resizing', () => {
  test.prop([size, size, size, size, channels, fc.constantFrom('corners', 'halves', 'plain')], {
    numRuns: 100,
  })('agrees with tfjs cpu within 1e-5', async (height, width, toHeight, toWidth, depth, mode) => {
    await expectAgreement(() => {
      const x = tf.tensor4d(randomValues(2 * height * width * depth, 1), [2, height, width, depth]);
      return tf.image.resizeBilinear(x, [toHeight, toWidth], mode === 'corners', mode === 'halves');
    });
  });

  test.prop([size, size, channels, fc.constantFrom('corners', 'halves', 'plain')], { numRuns: 50 })(
    'has the transposed map as its gradient, within 1e-5: <resize x, g> = <x, gradient g>',
    async (height, width, depth, mode) => {
      const [products] = await computeOn('exmodel-wasm', () => {
        const x = tf.tensor4d(randomValues(2 * height * width * depth, 1), [2, height, width, depth]);
        const g = tf.tensor4d(randomValues(2 * 7 * 5 * depth, 2), [2, 7, 5, depth]);
        const run = (a: tf.Tensor) =>
          tf.image.resizeBilinear(a as tf.Tensor4D, [7, 5], mode === 'corners', mode === 'halves');
        return tf.stack([tf.sum(tf.mul(run(x), g)), tf.sum(tf.mul(x, tf.grad(run)(x, g)))]);
      });
      const [forward = NaN, backward = NaN] = products?.values ?? [];
      expect(Math.abs(forward - backward)).toBeLessThan(1e-5 * (10 + Math.abs(forward)));
    },
  );
});
