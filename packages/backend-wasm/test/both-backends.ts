import '@tensorflow/tfjs-backend-cpu';
// tfjs-core's Node entry knows no gradients; tfjs-layers registers them.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { BACKEND_NAME } from '../src/index';

/** Runs `compute` on a backend, reads its results, and checks that nothing was left in the backend's memory. */
export async function on(name: string, compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  await tf.setBackend(name);
  const before = tf.backend().numDataIds();
  const values = tf.tidy(() => ({ of: compute().map((tensor) => Float32Array.from(tensor.dataSync())) })).of;
  expect(tf.backend().numDataIds(), `data left behind on ${name}`).toBe(before);
  return values;
}

/** Expects the same results of both backends, within `tolerance` of the largest value of each result. */
export async function expectAgreement(compute: () => tf.Tensor[], tolerance = 1e-5): Promise<void> {
  const expected = await on('cpu', compute);
  const actual = await on(BACKEND_NAME, compute);
  expect(actual.length).toBe(expected.length);
  for (const [result, values] of expected.entries()) expectClose(actual[result], values, tolerance);
}

/** NaN agrees with NaN only. The message names the worst index and its values. */
export function expectClose(
  actual: Float32Array | undefined,
  expected: Float32Array,
  tolerance: number,
): void {
  expect(actual?.length).toBe(expected.length);
  const scale = Math.max(
    1,
    expected.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0),
  );
  for (const [index, value] of expected.entries()) {
    const got = actual?.[index] ?? Number.NaN;
    const close = Object.is(got, value) || got === value || Math.abs(got - value) <= tolerance * scale;
    if (!close) expect.fail(`index ${index}: got ${got}, expected ${value} within ${tolerance * scale}`);
  }
}

/** Normal values that depend on the seed only. */
export function normal<R extends tf.Rank>(shape: number[], seed: number): tf.Tensor<R> {
  return tf.randomNormal(shape as tf.ShapeMap[R], 0, 1, 'float32', seed + 1);
}

/** The value of `f`, then the gradients of Σ f·w for normal weights w. */
export function valueAndGradients(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
): tf.Tensor[] {
  const value = f(...inputs);
  const weights = normal(value.shape, 99);
  return [value, ...tf.grads(f)(inputs, weights)];
}
