import * as tf from '@tensorflow/tfjs-core';
import type { StateDict } from '../src/index';

/**
 * The weights of the golden files: sin(0.1·i + k)·amplitude, k the tensor's index among all entries; +1 for batch-norm
 * weights and running variances; no batches tracked.
 */
export function ruleWeights(keys: Readonly<Record<string, readonly number[]>>, amplitude: number): StateDict {
  return new Map(
    Object.entries(keys).map(([name, shape], k) => {
      const isScale = /(bn\d|shortcut\.1)\.(weight|running_var)$/.test(name);
      const isCount = name.endsWith('num_batches_tracked');
      const value = (_: unknown, i: number) =>
        isCount ? 0 : Math.sin(i * 0.1 + k) * amplitude + (isScale ? 1 : 0);
      return [name, { shape, data: Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, value) }];
    }),
  );
}

/** The images of the golden files, sin(0.1·i + 7) in PyTorch's order, in ours. @param shape [batch, channels, height, width] */
export function ruleImages(shape: readonly number[]): tf.Tensor4D {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const data = Float32Array.from({ length: batch * channels * height * width }, (_, i) =>
    Math.sin(i * 0.1 + 7),
  );
  return tf.tidy(() => tf.transpose(tf.tensor4d(data, [batch, channels, height, width]), [0, 2, 3, 1]));
}

/** An image gradient or an image in PyTorch's order. */
export function channelsFirst(images: tf.Tensor): Float32Array {
  return tf.tidy(() => Float32Array.from(tf.transpose(images, [0, 3, 1, 2]).dataSync()));
}
