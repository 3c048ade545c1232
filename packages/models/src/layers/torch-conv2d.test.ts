import '@tensorflow/tfjs-backend-cpu';
import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { TorchConv2d } from './torch-conv2d';

test.prop([
  fc.record({
    kernelSize: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.oneof(fc.nat(2), fc.constant('same' as const)),
  }),
  fc.integer({ min: 4, max: 9 }),
])('its shape and values are those of a convolution with explicit padding', (geometry, side) => {
  const layer = new TorchConv2d({ filters: 2, ...geometry });
  tf.tidy(() => {
    const images = tf.reshape(tf.sin(tf.range(0, 6 * side * side)), [2, side, side, 3]) as tf.Tensor4D;
    layer.build(images.shape);
    const [kernel, bias] = layer
      .getWeights()
      .map((weight) => tf.reshape(tf.cos(tf.range(0, weight.size)), weight.shape));
    layer.setWeights([kernel, bias] as tf.Tensor[]);
    const { stride, padding } = geometry;
    const expected = tf.add(tf.conv2d(images, kernel as tf.Tensor4D, stride, padding), bias as tf.Tensor);
    const actual = layer.call(images);
    expect(actual.shape).toEqual(expected.shape);
    expect(layer.computeOutputShape(images.shape)).toEqual(expected.shape);
    expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(1e-5);
  });
  for (const weight of layer.weights) weight.dispose();
});

test('an image gradient computes no filter gradient', async () => {
  const images = input({ shape: [8, 8, 1] });
  const layer = new TorchConv2d({ filters: 2, kernelSize: 3 });
  const network = model({ inputs: images, outputs: layer.apply(images) as typeof images });
  const { kernelNames } = await tf.profile(() =>
    tf.grad((x) => network.apply(x) as tf.Tensor)(tf.ones([1, 8, 8, 1])),
  );
  expect(kernelNames).toContain('Conv2DBackpropInput');
  expect(kernelNames).not.toContain('Conv2DBackpropFilter');
  network.dispose();
});
