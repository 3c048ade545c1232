import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectAllclose } from '../../../test/allclose';
import { TorchBatchNormalization } from './torch-batch-normalization';

const shape: [number, number, number, number] = [3, 2, 2, 4];
let layer: TorchBatchNormalization;
let x: tf.Tensor4D;

beforeEach(() => {
  layer = new TorchBatchNormalization({ name: 'bn' });
  layer.build(shape);
  tf.tidy(() => {
    const [gamma, beta, mean, variance, count] = layer.getWeights() as [tf.Tensor, ...tf.Tensor[]];
    const drawn = tf.sin(tf.range(1, 5));
    layer.setWeights([tf.add(gamma, drawn), drawn, drawn, variance, count] as tf.Tensor[]);
    expect([beta?.size, mean?.size]).toEqual([4, 4]);
  });
  x = tf.tidy(() => tf.reshape(tf.cos(tf.range(0, 48)), shape) as tf.Tensor4D);
});

afterEach(() => {
  for (const weight of layer.weights) weight.dispose();
  x.dispose();
});

test('undefined is the default', () => {
  const config = { epsilon: undefined, momentum: undefined };
  expect(new TorchBatchNormalization(config).getConfig()).toMatchObject({ epsilon: 1e-5, momentum: 0.1 });
});

test("inference agrees with tfjs's layer within 1e-5", () => {
  const theirs = layers.batchNormalization({ epsilon: 1e-5 });
  theirs.build(shape);
  theirs.setWeights(layer.getWeights().slice(0, 4));
  const [ours, expected] = tf.tidy(() => [
    layer.call(x).dataSync(),
    (theirs.call(x, {}) as tf.Tensor).dataSync(),
  ]);
  expectAllclose(ours, expected, 1e-5, { floor: 1 });
  for (const weight of theirs.weights) weight.dispose();
});

test("values and gradients in training agree with tfjs's composed ones within 1e-4", () => {
  const [gamma, beta] = [layer.gamma.read(), layer.beta.read()] as [tf.Tensor1D, tf.Tensor1D];
  const composed = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), gamma), beta);
  };
  const loss = (y: tf.Tensor) => tf.sum(tf.mul(y, tf.sin(tf.reshape(tf.range(0, 48), shape)))) as tf.Scalar;
  tf.tidy(() => {
    const ours = tf.valueAndGrads((x) => loss(layer.call(x as tf.Tensor, { training: true })));
    const theirs = tf.valueAndGrads((x, gamma, beta) =>
      loss(composed(x as tf.Tensor, gamma as tf.Tensor, beta as tf.Tensor)),
    );
    const { value } = theirs([x, gamma, beta]);
    expectAllclose(ours([x]).value.dataSync(), value.dataSync(), 1e-5);
    expectAllclose(
      ours([x]).grads[0]?.dataSync() ?? [],
      theirs([x, gamma, beta]).grads[0]?.dataSync() ?? [],
      1e-4,
      { floor: 1 },
    );
    const weights = tf.variableGrads(() => loss(layer.call(x, { training: true })));
    const [, dGamma, dBeta] = theirs([x, gamma, beta]).grads;
    expectAllclose(weights.grads[layer.gamma.name]?.dataSync() ?? [], dGamma?.dataSync() ?? [], 1e-4, {
      floor: 1,
    });
    expectAllclose(weights.grads[layer.beta.name]?.dataSync() ?? [], dBeta?.dataSync() ?? [], 1e-4, {
      floor: 1,
    });
  });
});

test('inference changes no statistics', () => {
  const before = layer.getWeights().map((weight) => [...weight.dataSync()]);
  tf.tidy(() => layer.call(x));
  expect(layer.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
});

test('while it is not trainable, training is inference', () => {
  const inference = tf.tidy(() => layer.call(x).dataSync());
  const before = layer.getWeights().map((weight) => [...weight.dataSync()]);
  layer.trainable = false;
  expect(tf.tidy(() => layer.call(x, { training: true }).dataSync())).toEqual(inference);
  expect(layer.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
});

test('one value per channel in training is refused', () => {
  const one = tf.zeros([1, 1, 1, 4]);
  expect(() => layer.call(one, { training: true })).toThrow(/one value per channel/);
  one.dispose();
});

test('a training step with gradients leaks nothing', () => {
  const step = () =>
    tf.dispose(tf.variableGrads(() => tf.sum(layer.call(x, { training: true })) as tf.Scalar));
  step();
  const before = tf.memory().numTensors;
  step();
  expect(tf.memory().numTensors).toBe(before);
});
