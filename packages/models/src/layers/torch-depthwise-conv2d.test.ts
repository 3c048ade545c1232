import '@tensorflow/tfjs-backend-cpu';
import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { TorchDepthwiseConv2d } from './torch-depthwise-conv2d';

test.prop([
  fc.record({
    kernelSize: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.nat(2),
  }),
  fc.integer({ min: 4, max: 9 }),
])('each channel is convolved with its own filter', (geometry, side) => {
  const layer = new TorchDepthwiseConv2d(geometry);
  const { kernelSize, stride, padding } = geometry;
  tf.tidy(() => {
    const images = tf.reshape(tf.sin(tf.range(0, 6 * side * side)), [2, side, side, 3]) as tf.Tensor4D;
    layer.build(images.shape);
    const shape: [number, number, number, number] = [kernelSize, kernelSize, 3, 1];
    const kernel = tf.reshape(tf.cos(tf.range(0, 3 * kernelSize ** 2)), shape) as tf.Tensor4D;
    layer.setWeights([kernel]);
    const channels = tf.split(images, 3, 3) as tf.Tensor4D[];
    const filters = tf.split(kernel, 3, 2) as tf.Tensor4D[];
    const convolved = channels.map((channel, c) =>
      tf.conv2d(channel, filters[c] as tf.Tensor4D, stride, padding),
    );
    const expected = tf.concat(convolved, 3);
    const actual = layer.call(images);
    expect(actual.shape).toEqual(expected.shape);
    expect(layer.computeOutputShape(images.shape)).toEqual(expected.shape);
    expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(1e-5);
  });
  for (const weight of layer.weights) weight.dispose();
});
