import * as tf from '@tensorflow/tfjs-core';
import type { Network } from './networks';

export type Work = 'forward' | 'train' | 'input gradient';

/** Of the fastest of `steps` steps, after one that is not counted: what the machine does when it does nothing else. */
export function imagesPerSecond(network: Network, work: Work, batch: number, steps: number): number {
  const images = tf.randomNormal<tf.Rank.R4>([batch, ...network.imageShape], 0, 1, 'float32', 7);
  const classes = Array.from({ length: batch }, (_, i) => i % 10);
  const labels = tf.tidy(() => tf.cast(tf.oneHot(classes, 10), 'float32'));
  const optimiser = tf.train.sgd(0.01);
  const loss = (x: tf.Tensor4D): tf.Scalar => tf.losses.softmaxCrossEntropy(labels, network.logits(x));
  const gradient = tf.grad((x) => loss(x as tf.Tensor4D));
  const step = () => {
    if (work === 'forward') tf.tidy(() => void network.logits(images).dataSync());
    else if (work === 'input gradient') tf.tidy(() => void gradient(images).dataSync());
    else tf.tidy(() => void optimiser.minimize(() => loss(images), true, network.variables)?.dataSync());
  };
  step();
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < steps; i++) {
    const start = performance.now();
    step();
    fastest = Math.min(fastest, performance.now() - start);
  }
  tf.dispose([images, labels]);
  return (batch * 1000) / fastest;
}
