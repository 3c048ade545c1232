import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectClose, normal, on } from './both-backends';
import { smallNetwork } from './small-network';

const BATCH = 12;

function images(): tf.Tensor4D {
  return normal([BATCH, 8, 8, 1], 7);
}

function labels(): tf.Tensor {
  return tf.oneHot(
    Array.from({ length: BATCH }, (_, i) => i % 3),
    3,
  );
}

/** Trains `steps` steps; the losses, and after each step what `each` says. */
async function train(
  backend: string,
  steps: number,
  each: (step: number) => void = () => {},
): Promise<Float32Array> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const { logits, variables } = smallNetwork();
  const optimiser = tf.train.adam(0.02);
  const x = images();
  const y = tf.tidy(labels);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const loss = optimiser.minimize(
      () => tf.losses.softmaxCrossEntropy(y, logits(x)) as tf.Scalar,
      true,
      variables,
    );
    losses.push(loss?.dataSync()[0] ?? Number.NaN);
    loss?.dispose();
    each(step);
  }
  optimiser.dispose();
  tf.dispose([x, y, variables]);
  expect(tf.memory().numTensors).toBe(before);
  return Float32Array.from(losses);
}

describe('training a small network', () => {
  test('lowers the loss along the same path as tfjs cpu, to 1e-3 for 5 steps', async () => {
    const expected = await train('cpu', 5);
    const actual = await train('exmodel-wasm', 30);
    expectClose(actual.slice(0, 5), expected, 1e-3);
    expect(actual.at(-1)).toBeLessThan(0.3 * (actual[0] ?? 0));
  });

  test('gives the same bits on every run', async () => {
    expect(await train('exmodel-wasm', 10)).toEqual(await train('exmodel-wasm', 10));
  });

  test('keeps the heap flat over 1000 steps', async () => {
    const heap = () =>
      ((tf.backend() as BackendWasm).wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8.byteLength;
    const sizes: number[] = [];
    const data: number[] = [];
    await train('exmodel-wasm', 1000, (step) => {
      if (step % 100 !== 99) return;
      sizes.push(heap());
      data.push(tf.backend().numDataIds());
    });
    expect(new Set(sizes).size).toBe(1);
    expect(new Set(data).size).toBe(1);
  });
});

describe('inverting a small network', () => {
  test('image gradients agree with tfjs cpu to 1e-4', async () => {
    const compute = () => {
      const { logits, variables } = smallNetwork();
      const loss = (x: tf.Tensor) => tf.losses.softmaxCrossEntropy(labels(), logits(x as tf.Tensor4D));
      const gradient = tf.grad((x) => loss(x) as tf.Scalar)(images());
      tf.dispose(variables);
      return [gradient];
    };
    const [expected] = await on('cpu', compute);
    const [actual] = await on('exmodel-wasm', compute);
    expectClose(actual, expected ?? new Float32Array(), 1e-4);
  });
});
