import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { TorchMaxPool2d } from './torch-max-pool2d';

test("pads with −∞, at the edges of torch.nn.MaxPool2d's windows", () => {
  const layer = new TorchMaxPool2d({ kernelSize: 3, stride: 2, padding: 1 });
  tf.tidy(() => {
    const images = tf.reshape(tf.range(-20, 5), [1, 5, 5, 1]);
    const pooled = layer.call(images);
    expect(layer.computeOutputShape(images.shape)).toEqual(pooled.shape);
    // torch.nn.MaxPool2d(3, 2, 1)(torch.arange(-20., 5.).view(1, 1, 5, 5))
    expect([...pooled.dataSync()]).toEqual([-14, -12, -11, -4, -2, -1, 1, 3, 4]);
  });
});
