import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describe } from 'vitest';
import { expectAgreement, randomValues } from '../../test/on-both';

const geometry = fc
  .record({
    batch: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 1, max: 19 }),
    width: fc.integer({ min: 1, max: 19 }),
    channels: fc.integer({ min: 1, max: 13 }),
    filters: fc.integer({ min: 1, max: 21 }),
    filterHeight: fc.integer({ min: 1, max: 5 }),
    filterWidth: fc.integer({ min: 1, max: 5 }),
    strideY: fc.integer({ min: 1, max: 3 }),
    strideX: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    pad: fc.constantFrom<'same' | 'valid' | number>('same', 'valid', 1, 2),
    seed: fc.integer(),
  })
  .filter(({ height, width, filterHeight, filterWidth, dilation, pad }) => {
    const padding = typeof pad === 'number' ? 2 * pad : 0;
    const fits = (size: number, filter: number) => (filter - 1) * dilation + 1 <= size + padding;
    // With a numeric padding tfjs computes both sides of the output from the filter's height.
    const across = typeof pad === 'number' ? filterHeight : filterWidth;
    return pad === 'same' || (fits(height, filterHeight) && fits(width, across) && fits(width, filterWidth));
  });

function operands({ batch, height, width, channels, filters, filterHeight, filterWidth, seed }: Geometry) {
  const shape: [number, number, number, number] = [batch, height, width, channels];
  const filterShape: [number, number, number, number] = [filterHeight, filterWidth, channels, filters];
  const size = (of: number[]) => of.reduce((a, b) => a * b, 1);
  return {
    x: tf.tensor4d(randomValues(size(shape), seed), shape),
    filter: tf.tensor4d(randomValues(size(filterShape), seed + 1), filterShape),
  };
}

type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never;

describe('convolutions agree with tfjs cpu within 1e-5', () => {
  test.prop([geometry], { numRuns: 150 })('forward, any stride, dilation and padding', async (g) => {
    // tfjs computes no valid output shape from a numeric padding and a dilation.
    if (typeof g.pad === 'number' && g.dilation > 1) return;
    const strides: [number, number] = g.dilation > 1 ? [1, 1] : [g.strideY, g.strideX];
    await expectAgreement(() => {
      const { x, filter } = operands(g);
      return tf.conv2d(x, filter, strides, g.pad, 'NHWC', g.dilation);
    });
  });

  test.prop([geometry], { numRuns: 150 })('both gradients, any stride and padding', async (g) => {
    const strides: [number, number] = [g.strideY, g.strideX];
    await expectAgreement(() => {
      const { x, filter } = operands({ ...g, dilation: 1 });
      const run = (a: tf.Tensor, b: tf.Tensor) =>
        tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, g.pad);
      const dy = run(x, filter);
      return tf.grads(run)([x, filter], tf.tensor4d(randomValues(dy.size, 7), dy.shape as [1, 1, 1, 1]));
    });
  });

  test.prop([geometry], { numRuns: 50 })('fused with bias and activation', async (drawn) => {
    const g = typeof drawn.pad === 'number' ? { ...drawn, dilation: 1 } : drawn;
    for (const activation of ['relu', 'relu6', 'sigmoid', 'elu', 'linear'] as const) {
      await expectAgreement(() => {
        const { x, filter: wide } = operands(g);
        // Sums of about 1: of a large one a sigmoid leaves a small number, yet all of its rounding error.
        const filter = tf.div<tf.Tensor4D>(wide, Math.sqrt(g.filterHeight * g.filterWidth * g.channels));
        const bias = tf.tensor1d(randomValues(g.filters, 3));
        return tf.fused.conv2d({
          x,
          filter,
          strides: 1,
          pad: g.pad,
          bias,
          activation,
          dilations: g.dilation,
        });
      });
    }
  });

  test.prop([geometry], { numRuns: 100 })('max and average pooling with gradients', async (g) => {
    const strides: [number, number] = [g.strideY, g.strideX];
    const filter: [number, number] = [g.filterHeight, g.filterWidth];
    const pad = typeof g.pad === 'number' ? 'same' : g.pad;
    const fits = g.filterHeight <= g.height && g.filterWidth <= g.width;
    if (pad === 'valid' && !fits) return;
    for (const pool of [tf.maxPool, tf.avgPool]) {
      await expectAgreement(() => {
        const { x } = operands(g);
        const run = (a: tf.Tensor) => pool(a as tf.Tensor4D, filter, strides, pad);
        const y = run(x);
        return [y, tf.grad(run)(x, tf.tensor4d(randomValues(y.size, 7), y.shape as [1, 1, 1, 1]))];
      });
    }
  });
});
