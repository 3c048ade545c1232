import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { computeOn, expectAgreement, randomValues } from '../test/on-both';

const SPECIAL = [-1, -0, 0, 1e-40, 0.5, 6, 6.5, Number.NaN, Number.POSITIVE_INFINITY];

describe('gradients of ReLU and ReLU6', () => {
  test('agree with tfjs cpu, special values too', async () => {
    for (const f of [tf.relu, tf.relu6]) {
      await expectAgreement(() => tf.grad((x) => f(x))(tf.tensor1d(SPECIAL)), 0);
    }
  });

  test("ReLU's gradient has one, that of tfjs cpu within 1e-6", async () => {
    const cubed = (x: tf.Tensor) => tf.sum(tf.mul(tf.square(tf.relu(x)), x));
    const slope = (x: tf.Tensor) => tf.sum(tf.square(tf.grad(cubed)(x)));
    await expectAgreement(() => tf.grad(slope)(tf.tensor1d(randomValues(50, 1))), 1e-6);
  });

  test("ReLU's input is free once its output is there, also while gradients are recorded", async () => {
    await computeOn('exmodel-wasm', () => {
      const two = tf.scalar(2);
      let kept = Number.NaN;
      const loss = (x: tf.Tensor) => {
        const before = tf.memory().numDataBuffers;
        const y = tf.tidy(() => tf.relu(tf.sub(x, two)));
        kept = tf.memory().numDataBuffers - before;
        return tf.sum(y);
      };
      const gradient = tf.grad(loss)(tf.tensor1d([1, 2, 3]));
      expect(kept).toBe(1);
      expect([...gradient.dataSync()]).toEqual([0, 0, 1]);
      return gradient;
    });
  });
});
