import * as tf from '@tensorflow/tfjs-core';
import type { StateDict } from '../src/index';

/**
 * The weights of the golden files: sin(0.1·i + k)·amplitude, k the tensor's index among all entries; +1 for batch-norm
 * weights and running variances; no batches tracked.
 */
export function ruleWeights(keys: Readonly<Record<string, readonly number[]>>, amplitude: number): StateDict {
  return new Map(
    Object.entries(keys).map(([name, shape], k) => {
      const module = name.slice(0, name.lastIndexOf('.'));
      const isScale = `${module}.running_var` in keys && /(weight|running_var)$/.test(name);
      const isCount = name.endsWith('num_batches_tracked');
      const value = (_: unknown, i: number) =>
        isCount ? 0 : Math.sin(i * 0.1 + k) * amplitude + (isScale ? 1 : 0);
      return [name, { shape, data: Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, value) }];
    }),
  );
}

/** The images of the golden files, sin(0.1·i + 7) in PyTorch's order, in ours. @param shape [batch, channels, height, width] */
export function ruleImages(shape: readonly number[]): tf.Tensor4D {
  const length = tf.util.sizeFromShape([...shape]);
  return fromChannelsFirst(
    Float32Array.from({ length }, (_, i) => Math.sin(i * 0.1 + 7)),
    shape,
  );
}

/** Images in PyTorch's order, [batch, channels, height, width], in ours. */
export function fromChannelsFirst(data: Float32Array, shape: readonly number[]): tf.Tensor4D {
  return tf.tidy(() =>
    tf.transpose(tf.tensor4d(data, shape as [number, number, number, number]), [0, 2, 3, 1]),
  );
}
