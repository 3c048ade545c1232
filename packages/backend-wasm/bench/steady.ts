// `pnpm steady [steps]`: trains LeNet-5 for 10 000 steps and prints what it holds on the way: it must not grow.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import '../src/index';
import type { WasmBackend } from '../src/index';
import { leNet5 } from './models';

await tf.setBackend('exmodel-wasm');
const steps = Number(process.argv[2] ?? 10_000);
const network = leNet5();
const images = tf.randomNormal([8, ...network.inputShape], 0, 1, 'float32', 1) as tf.Tensor4D;
const labels = tf.oneHot([0, 1, 2, 3, 4, 5, 6, 7], network.classes);
const optimizer = tf.train.momentum(0.001, 0.9);
for (let i = 0; i <= steps; i++) {
  tf.tidy(() => {
    optimizer.minimize(
      () => tf.losses.softmaxCrossEntropy(labels, network.logits(images, true)) as tf.Scalar,
      false,
      network.parameters,
    );
  });
  if (i % (steps / 10) === 0) {
    const { bytesHeld, bytesReserved } = (tf.backend() as WasmBackend).memory();
    const { heapUsed, rss } = process.memoryUsage();
    console.log({ step: i, tensors: tf.memory().numTensors, bytesHeld, bytesReserved, heapUsed, rss });
  }
}
