import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend';
import { isNativeStarted, loadNative } from './load-native';

/** TensorFlow's C library on an NVIDIA GPU, through `@tensorflow/tfjs-node-gpu`; `exmodel setup-gpu tensorflow` downloads it. */
export const tensorflowGpu = {
  name: 'tensorflow-gpu',
  // 2: TensorFlow's fused kernels train batch norm.
  trainingVersion: 2,
  async load(threads) {
    const [before, wasStarted] = [tf.getBackend(), isNativeStarted()];
    const native = await loadNative('@tensorflow/tfjs-node-gpu', threads);
    if (native.state === 'unavailable') return native;
    const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean };
    if (isUsingGpuDevice === true) return { ...native, description: 'TensorFlow, GPU' };
    if (!wasStarted) tf.removeBackend('tensorflow');
    if (before) await tf.setBackend(before);
    return { state: 'unavailable', reason: 'it found no usable GPU' };
  },
} as const satisfies Backend;
