import * as tf from '@tensorflow/tfjs-core';

type Three = [x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor];

/** Of each image by itself. Batch normalisation is a layer of its own. */
export const normalizationKernels = {
  /** Over the last axes, as many as `axes`; scale and shift have a value for each place of these. */
  layerNormalization: ([x, scale, shift]: Three, { axes, epsilon }: { axes: number; epsilon: number }) =>
    tf.add(tf.mul(standardized(x, lastAxes(x.rank, axes), epsilon), scale), shift),
  /** Over all axes between the first and the last; scale and shift [channels]. */
  instanceNormalization: ([x, scale, shift]: Three, { epsilon }: { epsilon: number }) =>
    tf.add(tf.mul(standardized(x, lastAxes(x.rank - 1, x.rank - 2), epsilon), scale), shift),
};

function standardized(x: tf.Tensor, axes: number[], epsilon: number): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, axes, true));
  return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes, true), epsilon)));
}

function lastAxes(rank: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => rank - count + index);
}
