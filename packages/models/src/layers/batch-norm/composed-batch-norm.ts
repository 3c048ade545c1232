import * as tf from '@tensorflow/tfjs-core';
import type { BatchNormKernels } from './batch-norm-kernels';

/** Every backend's own operations, with the closed-form gradient. It keeps one tensor of x's size. */
export const composedBatchNorm: BatchNormKernels = {
  available: () => true,

  forward(x, gamma, beta, epsilon) {
    const { mean, variance } = tf.moments(x, allButLast(x));
    const scale = tf.rsqrt(tf.add(variance, epsilon));
    const normalized = tf.mul(tf.sub(x, mean), scale);
    const y = tf.add(tf.mul(normalized, gamma), beta);
    return { y, mean, variance, saved: [normalized, gamma, scale] };
  },

  backward(dy, saved) {
    const [normalized, gamma, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
    const perChannel = dy.size / gamma.size;
    const dBeta = tf.sum(dy, allButLast(dy));
    const dGamma = tf.sum(tf.mul(dy, normalized), allButLast(dy));
    const centred = tf.sub(dy, tf.div(dBeta, perChannel));
    const decorrelated = tf.sub(centred, tf.mul(normalized, tf.div(dGamma, perChannel)));
    return [tf.mul(decorrelated, tf.mul(gamma, scale)), dGamma, dBeta];
  },
};

function allButLast({ shape }: tf.Tensor): number[] {
  return shape.slice(0, -1).map((_, axis) => axis);
}
