import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { computeOn, randomValues } from '../../test/on-both';

const LENGTH = 1003;

function tensors(count: number): tf.Tensor1D[] {
  return Array.from({ length: count }, (_, i) => tf.tensor1d(randomValues(LENGTH, i)));
}

function expectClose(actual: Float32Array | undefined, expected: (i: number) => number): void {
  expect(actual).toHaveLength(LENGTH);
  actual?.forEach((value, i) => {
    expect(Math.abs(value - expected(i))).toBeLessThanOrEqual(1e-6);
  });
}

// The formulas are those of torch.optim (PyTorch 2.5), written out in double precision.
describe('updates are those of torch.optim within 1e-6', () => {
  test.for([false, true])('SGD with momentum, dampening and weight decay; nesterov: %s', async (nesterov) => {
    const attrs = { learningRate: 0.1, momentum: 0.9, dampening: 0.25, weightDecay: 0.01, nesterov };
    const [next, velocity] = await computeOn('exmodel-wasm', () => {
      const [parameter, gradient, buffer] = tensors(3) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      const inputs = { parameter, gradient, velocity: buffer };
      return tf.engine().runKernel('SgdUpdate', inputs, attrs) as unknown as tf.Tensor[];
    });
    const [p, g, v] = [0, 1, 2].map((seed) => randomValues(LENGTH, seed)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const decayed = (i: number) => (g[i] as number) + 0.01 * (p[i] as number);
    const moved = (i: number) => 0.9 * (v[i] as number) + 0.75 * decayed(i);
    expectClose(velocity?.values, moved);
    expectClose(
      next?.values,
      (i) => (p[i] as number) - 0.1 * (nesterov ? decayed(i) + 0.9 * moved(i) : moved(i)),
    );
  });

  test.for([false, true])('Adam with weight decay; decoupled (AdamW): %s', async (decoupled) => {
    const step = 3;
    const attrs = {
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 1e-8,
      weightDecay: 0.1,
      decoupled,
      step,
    };
    const [next, first, second] = await computeOn('exmodel-wasm', () => {
      const [parameter, gradient, mean, spread] = tensors(4) as [
        tf.Tensor1D,
        tf.Tensor1D,
        tf.Tensor1D,
        tf.Tensor1D,
      ];
      const inputs = { parameter, gradient, first: mean, second: tf.abs(spread) };
      return tf.engine().runKernel('AdamUpdate', inputs, attrs) as unknown as tf.Tensor[];
    });
    const [p, g, m, v] = [0, 1, 2, 3].map((seed) => randomValues(LENGTH, seed)) as Float32Array[] as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const slope = (i: number) => (g[i] as number) + (decoupled ? 0 : 0.1 * (p[i] as number));
    const mean = (i: number) => 0.9 * (m[i] as number) + 0.1 * slope(i);
    const spread = (i: number) => 0.99 * Math.abs(v[i] as number) + 0.01 * slope(i) ** 2;
    expectClose(first?.values, mean);
    expectClose(second?.values, spread);
    expectClose(next?.values, (i) => {
      const kept = (p[i] as number) * (decoupled ? 1 - 0.01 * 0.1 : 1);
      const scaled = Math.sqrt(spread(i)) / Math.sqrt(1 - 0.99 ** step) + 1e-8;
      return kept - ((0.01 / (1 - 0.9 ** step)) * mean(i)) / scaled;
    });
  });
});
