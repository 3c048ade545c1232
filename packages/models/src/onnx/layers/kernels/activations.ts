import * as tf from '@tensorflow/tfjs-core';

type One = [x: tf.Tensor];

/** y = f(x), value by value; and softmax, along one axis. */
export const activationKernels = {
  abs: ([x]: One) => tf.abs(x),
  clip: (
    [x]: One,
    { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: { min?: number; max?: number },
  ) => (min === 0 && max === 6 ? tf.relu6(x) : tf.clipByValue(x, min, max)),
  elu: ([x]: One, { alpha, gamma }: { alpha: number; gamma: number }) =>
    tf.mul(tf.add(tf.relu(x), tf.mul(tf.sub(tf.exp(tf.minimum(x, 0)), 1), alpha)), gamma),
  erf: ([x]: One) => tf.erf(x),
  exp: ([x]: One) => tf.exp(x),
  gelu: ([x]: One) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  geluTanh: ([x]: One) => {
    const cubic = tf.mul(tf.add(x, tf.mul(tf.mul(x, tf.square(x)), 0.044715)), Math.sqrt(2 / Math.PI));
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(cubic), 1));
  },
  hardSigmoid: ([x]: One, { alpha, beta }: { alpha: number; beta: number }) =>
    tf.clipByValue(tf.add(tf.mul(x, alpha), beta), 0, 1),
  hardSwish: ([x]: One) => tf.mul(x, tf.clipByValue(tf.add(tf.mul(x, 1 / 6), 0.5), 0, 1)),
  leakyRelu: ([x]: One, { alpha }: { alpha: number }) => tf.leakyRelu(x, alpha),
  log: ([x]: One) => tf.log(x),
  logSoftmax: ([x]: One) => tf.logSoftmax(x),
  mish: ([x]: One) => tf.mul(x, tf.tanh(tf.softplus(x))),
  neg: ([x]: One) => tf.neg(x),
  prelu: ([x, slope]: [tf.Tensor, tf.Tensor]) => tf.prelu(x, slope),
  reciprocal: ([x]: One) => tf.div(1, x),
  relu: ([x]: One) => tf.relu(x),
  sigmoid: ([x]: One) => tf.sigmoid(x),
  softmax: ([x]: One) => tf.softmax(x),
  softplus: ([x]: One) => tf.softplus(x),
  softsign: ([x]: One) => tf.div(x, tf.add(tf.abs(x), 1)),
  sqrt: ([x]: One) => tf.sqrt(x),
  swish: ([x]: One, { alpha }: { alpha: number }) => tf.mul(x, tf.sigmoid(tf.mul(x, alpha))),
  tanh: ([x]: One) => tf.tanh(x),
};
