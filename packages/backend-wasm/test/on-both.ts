import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients.
import '@tensorflow/tfjs-layers';
import '../src/index';
import { expect } from 'vitest';

export { randomValues } from './random-values';

/** The values and shapes that `compute` returns on one backend. */
export async function computeOn(
  backend: string,
  compute: () => tf.Tensor | tf.Tensor[],
): Promise<{ shape: number[]; values: Float32Array }[]> {
  await tf.setBackend(backend);
  const results = tf.tidy(compute);
  return [results].flat().map((tensor) => {
    const result = { shape: tensor.shape, values: tensor.dataSync() as Float32Array };
    tensor.dispose();
    return result;
  });
}

/** Expects this backend to agree with tfjs's cpu backend: within `tolerance` of the largest value, NaN and infinities alike. */
export async function expectAgreement(
  compute: () => tf.Tensor | tf.Tensor[],
  tolerance = 1e-5,
): Promise<void> {
  const expected = await computeOn('cpu', compute);
  const actual = await computeOn('exmodel-wasm', compute);
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  actual.forEach(({ values }, i) => {
    const wanted = expected[i]?.values as Float32Array;
    const scale = wanted.reduce(
      (top, value) => (Number.isFinite(value) ? Math.max(top, Math.abs(value)) : top),
      1,
    );
    for (let j = 0; j < wanted.length; j++) {
      const [a, b] = [values[j] as number, wanted[j] as number];
      if (Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * scale) continue;
      expect.fail(`Result ${i} differs at ${j} of ${wanted.length}: ${a}, expected ${b} (largest ${scale}).`);
    }
  });
}
