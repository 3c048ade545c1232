import { gradientStep, Random, repeated, sgd } from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import { createModel } from '@exmodel/models';
import * as tf from '@tensorflow/tfjs-core';

export const NETWORKS = [
  { name: 'lenet', torch: 'lenet', shape: [32, 32, 1], batches: [128, 512] },
  { name: 'resnet', torch: 'resnet', shape: [32, 32, 3], batches: [128, 512] },
  { name: 'mobilenet_pretrained', torch: 'mobilenet', shape: [128, 128, 3], batches: [32] },
] as const;

export const PARTS = ['forward', 'train', 'input gradient'] as const;

export type Part = (typeof PARTS)[number];

export type Step = () => tf.Scalar;

/** Forward, a step of SGD with momentum, and the gradient with respect to the images; each gives a number to wait for. */
export function steps(
  name: string,
  shape: readonly [number, number, number],
  batch: number,
): Readonly<Record<Part, Step>> {
  const random = Random.seeded(1);
  const model = createModel(name, { inputShape: shape, classes: 10, random: () => random.uniform() });
  const student = studentFromLayersModel(model);
  const optimizer = sgd(student.variables, { learningRate: 0.01, momentum: 0.9 });
  const images = tf.randomNormal([batch, ...shape], 0, 1, 'float32', 1) as tf.Tensor4D;
  const labels = tf.oneHot(
    Array.from({ length: batch }, (_, i) => i % 10),
    10,
  );
  const keys = { forward: {}, gradient: {} };
  const loss = (x: tf.Tensor4D, labels: tf.Tensor, training: boolean) =>
    tf.losses.softmaxCrossEntropy(labels, student.logits(x, { training })) as tf.Scalar;
  return {
    forward: () =>
      repeated(keys.forward, [images], () => [tf.sum(student.logits(images)) as tf.Scalar])[0] as tf.Scalar,
    train: () =>
      gradientStep(student.variables, optimizer, () => loss(images, labels, true), [images, labels]),
    'input gradient': () =>
      repeated(keys.gradient, [images, labels], () => [
        tf.sum(tf.grad((x) => loss(x as tf.Tensor4D, labels, false))(images)) as tf.Scalar,
      ])[0] as tf.Scalar,
  };
}
