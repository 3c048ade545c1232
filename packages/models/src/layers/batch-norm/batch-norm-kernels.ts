import type * as tf from '@tensorflow/tfjs-core';

/**
 * How one backend computes batch normalisation in training, each direction in as few kernels as it has.
 *
 * Both are called inside a scope that disposes what they do not return. They are of first order: the backward
 * direction has no gradient of its own. An implementation is a file of its own; `normalize-batch.ts` chooses.
 */
export interface BatchNormKernels {
  /** Whether the current backend has these kernels. */
  available(): boolean;

  /** @param x [..., channels]; gamma and beta [channels], epsilon > 0. At least two values per channel. */
  forward(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): BatchNormForward;

  /** @param saved What `forward` gave to be saved, in its order. */
  backward(
    dy: tf.Tensor,
    saved: readonly tf.Tensor[],
    epsilon: number,
  ): [dx: tf.Tensor, dGamma: tf.Tensor, dBeta: tf.Tensor];
}

export interface BatchNormForward {
  /** As x. */
  readonly y: tf.Tensor;
  /** Of the batch, [channels]. */
  readonly mean: tf.Tensor;
  /** Of the batch, biased (divided by the number of values per channel), [channels]. */
  readonly variance: tf.Tensor;
  /** What the backward pass needs; no more than one tensor of x's size that is not x itself. */
  readonly saved: tf.Tensor[];
}
