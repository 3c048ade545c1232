import * as tf from '@tensorflow/tfjs-core';
import '@exmodel/backend-wasm';
import { afterEach, expect, it, vi } from 'vitest';
import { tensorflowGpu } from './tensorflow-gpu';

/** What tfjs-node registers, whether it finds a GPU or not. */
class Native extends tf.KernelBackend {
  readonly isUsingGpuDevice = hasGpu;
  override dispose(): void {}
}
let hasGpu = false;

vi.mock('./load-native', () => ({
  isNativeStarted: () => tf.findBackendFactory('tensorflow') !== null,
  async loadNative() {
    if (tf.findBackendFactory('tensorflow') === null) tf.registerBackend('tensorflow', () => new Native());
    await tf.setBackend('tensorflow');
    return { state: 'loaded', threads: 1 };
  },
}));

afterEach(() => {
  if (tf.findBackendFactory('tensorflow') !== null) tf.removeBackend('tensorflow');
});

it('is current if it has a GPU', async () => {
  hasGpu = true;
  expect(await tensorflowGpu.load(1)).toMatchObject({ state: 'loaded', description: 'TensorFlow, GPU' });
  expect(tf.getBackend()).toBe('tensorflow');
});

it('without one leaves the backend as it was, and none behind', async () => {
  hasGpu = false;
  await tf.setBackend('exmodel-wasm');
  expect(await tensorflowGpu.load(1)).toEqual({ state: 'unavailable', reason: 'it found no usable GPU' });
  expect(tf.getBackend()).toBe('exmodel-wasm');
  expect(tf.findBackendFactory('tensorflow')).toBeNull();
});

it('and TensorFlow on the CPU, if that is in use', async () => {
  hasGpu = false;
  tf.registerBackend('tensorflow', () => new Native());
  await tf.setBackend('tensorflow');
  expect(await tensorflowGpu.load(1)).toMatchObject({ state: 'unavailable' });
  expect(tf.getBackend()).toBe('tensorflow');
});
