// Runs in a page: trains a small network, large enough that convolutions are shared among threads.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { getThreads } from '../../src/index';
import { randomValues } from '../random-values';

/** What the page reports. */
export interface TrainingReport {
  threads: number;
  losses: number[];
}

export async function train(): Promise<TrainingReport> {
  await tf.setBackend('exmodel-wasm');
  const filter = tf.variable(tf.tensor4d(randomValues(3 * 3 * 8 * 16, 1), [3, 3, 8, 16]));
  const dense = tf.variable(tf.tensor2d(randomValues(16 * 4, 2), [16, 4]));
  const images = tf.tensor4d(randomValues(32 * 24 * 24 * 8, 3), [32, 24, 24, 8]);
  const labels = tf.oneHot(
    Array.from({ length: 32 }, (_, i) => i % 4),
    4,
  );
  const optimizer = tf.train.momentum(0.1, 0.9);
  const losses: number[] = [];
  for (let i = 0; i < 20; i++) {
    const loss = optimizer.minimize(() => {
      const x = tf.relu(tf.conv2d(images, filter as tf.Tensor4D, 1, 'same'));
      const logits = tf.matMul(tf.mean(x, [1, 2]) as tf.Tensor2D, dense as tf.Tensor2D);
      return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
    }, true) as tf.Scalar;
    losses.push((await loss.data())[0] as number);
    loss.dispose();
  }
  return { threads: getThreads(), losses };
}

(globalThis as { train?: typeof train }).train = train;
