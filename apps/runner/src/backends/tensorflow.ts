import type { Backend } from './backend';
import { loadNative } from './load-native';

/** TensorFlow's C library on the CPU, through `@tensorflow/tfjs-node`. */
export const tensorflow = {
  name: 'tensorflow',
  // 2: TensorFlow's fused kernels train batch norm.
  trainingVersion: 2,
  async load(threads) {
    const native = await loadNative('@tensorflow/tfjs-node', threads);
    return native.state === 'loaded' ? { ...native, description: 'TensorFlow, CPU' } : native;
  },
} as const satisfies Backend;
