import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { leNet5, mobileNetV2, type Network, slimResNet18 } from '../../bench/models';
import { randomValues } from '../../test/random-values';
import '../index';

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** The names of the kernels of tfjs's cpu backend that `compute` runs on this one. */
function tfjsKernelsIn(compute: () => void): string[] {
  const used = new Set<string>();
  const fromTfjs = new Map(
    tf.getKernelsForBackend('cpu').map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]),
  );
  for (const backend of ['cpu', 'exmodel-wasm']) {
    for (const config of tf.getKernelsForBackend(backend)) {
      const { kernelName, kernelFunc } = config;
      if (kernelFunc !== fromTfjs.get(kernelName)) continue;
      vi.spyOn(config, 'kernelFunc').mockImplementation((...args) => {
        used.add(kernelName);
        return kernelFunc(...args);
      });
    }
  }
  tf.tidy(compute);
  return [...used];
}

const x4 = () => tf.tensor4d(randomValues(2 * 6 * 6 * 3, 1), [2, 6, 6, 3]);
const boxes = () => tf.tensor2d([[0.1, 0.1, 0.9, 0.8]]);
const owner = () => tf.tensor1d([1], 'int32');

/** What an augmentation or a regulariser of images may be made of. */
const IMAGE_OPS: Record<string, (x: tf.Tensor4D) => tf.Tensor> = {
  conv2d: (x) => tf.conv2d(x, tf.tensor4d(randomValues(9 * 3 * 4, 2), [3, 3, 3, 4]), 2, 'same'),
  cropAndResize: (x) => tf.image.cropAndResize(x, boxes(), owner(), [4, 4]),
  'cropAndResize, nearest': (x) => tf.image.cropAndResize(x, boxes(), owner(), [4, 4], 'nearest'),
  flipLeftRight: (x) => tf.image.flipLeftRight(x),
  gather: (x) => tf.gather(x, tf.tensor1d([1, 0, 1], 'int32')),
  'gather, by columns': (x) => tf.gather(x, tf.tensor1d([1, 0, 1], 'int32'), 2),
  pad: (x) =>
    tf.pad(x, [
      [0, 0],
      [1, 2],
      [0, 1],
      [0, 0],
    ]),
  resizeBilinear: (x) => tf.image.resizeBilinear(x, [4, 9]),
  resizeNearestNeighbor: (x) => tf.image.resizeNearestNeighbor(x, [9, 4]),
  reverse: (x) => tf.reverse(x, [1, 2]),
  rotateWithOffset: (x) => tf.image.rotateWithOffset(x, 0.3),
  slice: (x) => tf.slice(x, [0, 1, 2, 0], [2, 4, 3, 3]),
};

describe('an op and its gradient with respect to the image run on kernels of this backend alone', () => {
  for (const [name, op] of Object.entries(IMAGE_OPS)) {
    test(name, () => {
      expect(tfjsKernelsIn(() => tf.grad((x) => op(x as tf.Tensor4D))(x4()))).toEqual([]);
    });
  }
});

describe('a training step and an input gradient run on kernels of this backend alone', () => {
  const networks: Record<string, [() => Network, batch: number]> = {
    'LeNet-5': [leNet5, 4],
    'slim ResNet-18': [slimResNet18, 2],
    MobileNetV2: [mobileNetV2, 1],
  };
  for (const [name, [make, batch]] of Object.entries(networks)) {
    test(name, () => {
      const network = make();
      const optimizer = tf.train.momentum(0.01, 0.9);
      const used = tfjsKernelsIn(() => {
        const images = tf.ones([batch, ...network.inputShape]) as tf.Tensor4D;
        const labels = tf.oneHot(tf.zeros([batch], 'int32'), network.classes);
        const loss = (input: tf.Tensor4D) =>
          tf.losses.softmaxCrossEntropy(labels, network.logits(input, true)) as tf.Scalar;
        optimizer.minimize(() => loss(images), false, network.parameters);
        tf.grad((input) => loss(input as tf.Tensor4D))(images);
      });
      expect(used).toEqual([]);
      optimizer.dispose();
      tf.dispose(network.parameters);
    });
  }
});
