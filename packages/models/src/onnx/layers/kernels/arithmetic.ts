import * as tf from '@tensorflow/tfjs-core';

type Two = [a: tf.Tensor, b: tf.Tensor];

const reductions = { max: tf.max, mean: tf.mean, min: tf.min, sum: tf.sum };

interface Reduction {
  readonly by: keyof typeof reductions;
  readonly axes: number[];
  /** Whether the axes remain, with one place each. */
  readonly keep: boolean;
}

/** Of two tensors that broadcast, matrix products, and sums along axes. */
export const arithmeticKernels = {
  add: ([a, b]: Two) => tf.add(a, b),
  sub: ([a, b]: Two) => tf.sub(a, b),
  mul: ([a, b]: Two) => tf.mul(a, b),
  div: ([a, b]: Two) => tf.div(a, b),
  max: ([a, b]: Two) => tf.maximum(a, b),
  min: ([a, b]: Two) => tf.minimum(a, b),
  pow: ([a, b]: Two) => tf.pow(a, b),
  square: ([a]: [tf.Tensor]) => tf.square(a),
  matMul: ([a, b]: Two) => tf.matMul(a, b),
  reduce: ([x]: [tf.Tensor], { by, axes, keep }: Reduction) => reductions[by](x, axes, keep),
  norm: ([x]: [tf.Tensor], { axes, keep }: { axes: number[]; keep: boolean }) =>
    tf.sqrt(tf.sum(tf.square(x), axes, keep)),
};
