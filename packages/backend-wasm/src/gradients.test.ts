import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { computeOn, randomValues } from '../test/on-both';

test('the gradient of flipLeftRight is the flipped gradient', async () => {
  const shape: [number, number, number, number] = [2, 3, 5, 2];
  const [gradient, expected] = await computeOn('exmodel-wasm', () => {
    const x = tf.tensor4d(randomValues(60, 1), shape);
    const dy = tf.tensor4d(randomValues(60, 2), shape);
    return [tf.grad((image) => tf.image.flipLeftRight(image as tf.Tensor4D))(x, dy), tf.reverse(dy, 2)];
  });
  expect(gradient).toEqual(expected);
});
