import * as tf from '@tensorflow/tfjs-core';
import { normal } from './both-backends';

export interface SmallNetwork {
  readonly variables: tf.Variable[];
  /** [batch, 8, 8, 1] -> [batch, 3] */
  logits(images: tf.Tensor4D): tf.Tensor2D;
}

function variable<R extends tf.Rank>(value: () => tf.Tensor<R>): tf.Variable<R> {
  const initial = tf.tidy(value);
  const created = tf.variable(initial);
  initial.dispose();
  return created;
}

/** One layer of every sort that the experts are made of: tanh, relu, both poolings, batch statistics, padding. */
export function smallNetwork(): SmallNetwork {
  const first = variable<tf.Rank.R4>(() => tf.mul(normal([3, 3, 1, 4], 1), 0.3));
  const bias = variable<tf.Rank.R1>(() => tf.zeros([4]));
  const second = variable<tf.Rank.R4>(() => tf.mul(normal([3, 3, 4, 8], 2), 0.2));
  const scale = variable<tf.Rank.R1>(() => tf.ones([8]));
  const offset = variable<tf.Rank.R1>(() => tf.zeros([8]));
  const dense = variable<tf.Rank.R2>(() => tf.mul(normal([8, 3], 3), 0.4));
  const frame: [number, number][] = [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ];
  return {
    variables: [first, bias, second, scale, offset, dense],
    logits(images) {
      const convolved = tf.tanh(tf.add<tf.Tensor4D>(tf.conv2d(images, first, 1, 'same'), bias));
      const pooled = tf.avgPool(convolved, 2, 2, 'valid');
      const next = tf.conv2d(tf.pad(pooled, frame), second, 2, 'valid');
      const { mean, variance } = tf.moments(next, [0, 1, 2]);
      const normalised = tf.batchNorm(
        next,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset,
        scale,
        1e-5,
      );
      const features = tf.maxPool(tf.relu(normalised as tf.Tensor4D), 2, 2, 'valid');
      return tf.matMul(tf.reshape(features, [-1, 8]), dense);
    },
  };
}
