import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients.
import '@tensorflow/tfjs-layers';
import { leNet5, mobileNetV2, type Network, slimResNet18 } from './models';
import { momentumSteps } from './momentum';

const NETWORKS: Record<string, () => Network> = {
  lenet: leNet5,
  resnet: slimResNet18,
  mobilenet: mobileNetV2,
  mobilenet224: () => mobileNetV2(224),
};

/** What is measured of a network: its logits, a step of SGD with momentum, the gradient with respect to the images. */
export const PARTS = ['forward', 'train', 'input'] as const;
export type Part = (typeof PARTS)[number];

/** One run of each part on a batch of random images, on the backend in use. */
export function workload(name: string, batch: number): Record<Part, () => void> {
  const network = (NETWORKS[name] as () => Network)();
  const images = tf.randomNormal([batch, ...network.inputShape], 0, 1, 'float32', 1) as tf.Tensor4D;
  const labels = tf.oneHot(
    Array.from({ length: batch }, (_, i) => i % network.classes),
    network.classes,
  );
  const loss = (x: tf.Tensor4D, training: boolean) =>
    tf.losses.softmaxCrossEntropy(labels, network.logits(x, training)) as tf.Scalar;
  const step = momentumSteps(network.parameters, 0.01, 0.9);
  const gradient = tf.grad((x) => loss(x as tf.Tensor4D, false));
  return {
    forward: () => tf.tidy(() => void network.logits(images, false).dataSync()),
    train: () => tf.tidy(() => void step(() => loss(images, true)).dataSync()),
    input: () => tf.tidy(() => void gradient(images).dataSync()),
  };
}
