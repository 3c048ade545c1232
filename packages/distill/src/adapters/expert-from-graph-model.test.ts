import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers gradients
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expertFromGraphModel } from './expert-from-graph-model';

const images = () => tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1]);
/** Its two logits are the sum of an image's pixels, and the negative of it. */
const graph = {
  execute: (given: tf.Tensor4D) => {
    const sums = tf.sum(given, [1, 2]);
    return tf.concat([sums, tf.neg(sums)], 1);
  },
};

test('its columns are placed at its classes, differentiably', () => {
  const expert = expertFromGraphModel(graph, { classes: [3, 1], task: 2, outputs: 4 });
  expect(expert).toMatchObject({ classes: [3, 1], task: 2 });
  tf.tidy(() => {
    expect(expert.logits(images()).arraySync()).toEqual([
      [0, -10, 0, 10],
      [0, -26, 0, 26],
    ]);
    const slope = tf.grad((x) => tf.sum(tf.mul(expert.logits(x as tf.Tensor4D), tf.tensor1d([0, 2, 0, 5]))))(
      images(),
    );
    expect([...slope.dataSync()]).toEqual(Array(8).fill(3));
  });
});

test('without outputs, and with as many as it has, it is taken as it is', () => {
  for (const options of [{ classes: [0] }, { classes: [0], outputs: 2 }]) {
    tf.tidy(() => {
      const [first] = expertFromGraphModel(graph, options).logits(images()).arraySync();
      expect(first).toEqual([10, -10]);
    });
  }
});

test('it keeps no tensors', () => {
  const expert = expertFromGraphModel(graph, { classes: [0, 1], outputs: 3 });
  const given = images();
  expert.logits(given).dispose();
  const before = tf.memory().numTensors;
  expert.logits(given).dispose();
  expect(tf.memory().numTensors).toBe(before);
  given.dispose();
});

test.each<[string, (given: tf.Tensor4D) => tf.Tensor | tf.Tensor[], RegExp]>([
  [
    'two outputs',
    (x) => [tf.sum(x, [1, 2]), tf.sum(x, [1, 2])],
    /gave \[2, 1\], \[2, 1\] for 2 images.*the only output/,
  ],
  ['a feature map', (x) => x.clone(), /gave \[2, 2, 2, 1\]/],
  [
    'another width',
    (x) => tf.sum(tf.concat([x, x, x], 3), [1, 2]),
    /a model of 3 outputs was given for 2 classes of 4/,
  ],
])('%s: refused', (_, execute, message) => {
  const expert = expertFromGraphModel({ execute }, { classes: [0, 1], outputs: 4 });
  const given = images();
  expect(() => expert.logits(given)).toThrow(message);
  expect(() => expertFromGraphModel(graph, { classes: [0], outputs: 1.5 })).toThrow(RangeError);
  given.dispose();
});
