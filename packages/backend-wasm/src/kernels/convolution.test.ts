import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect } from 'vitest';
import { expectAgreement, normal, on, valueAndGradients } from '../../test/both-backends';
import { windows } from '../../test/shapes';
import { UnsupportedDataFormatError } from '../unsupported-data-format-error';

describe('conv2d and both its gradients', () => {
  test.prop([windows, fc.nat(1000)], { numRuns: 60 })('agree with tfjs cpu to 1e-5', async (window, seed) => {
    const { batch, height, width, channels, outChannels, size, strides, pad } = window;
    await expectAgreement(() => {
      const x = normal([batch, height, width, channels], seed);
      const filter = normal<tf.Rank.R4>([...size, channels, outChannels], seed + 1);
      return valueAndGradients(
        (images, weights) => tf.conv2d(images as tf.Tensor4D, weights as tf.Tensor4D, strides, pad),
        [x, filter],
      );
    });
  });

  test.prop([fc.integer({ min: 1, max: 3 }), fc.constantFrom('same' as const, 'valid' as const)], {
    numRuns: 10,
  })('dilated convolution agrees with tfjs cpu', async (dilation, pad) => {
    await expectAgreement(() => [
      tf.conv2d(
        normal<tf.Rank.R4>([2, 11, 9, 3], 1),
        normal<tf.Rank.R4>([3, 3, 3, 5], 2),
        1,
        pad,
        'NHWC',
        dilation,
      ),
    ]);
  });

  test('the layers of LeNet-5 and of a ResNet agree, in chunks of images too', async () => {
    const layers = [
      { x: [40, 32, 32, 1], filter: [5, 5, 1, 6], stride: 1 },
      { x: [8, 14, 14, 6], filter: [5, 5, 6, 16], stride: 1 },
      { x: [8, 5, 5, 16], filter: [5, 5, 16, 120], stride: 1 },
      { x: [12, 34, 34, 20], filter: [3, 3, 20, 40], stride: 2 },
      { x: [4, 32, 32, 20], filter: [1, 1, 20, 40], stride: 2 },
      { x: [4, 8, 8, 20], filter: [1, 1, 20, 8], stride: 1 },
      { x: [3, 6, 6, 48], filter: [3, 3, 48, 48], stride: 1 },
    ];
    for (const { x, filter, stride } of layers) {
      await expectAgreement(() =>
        valueAndGradients(
          (images, weights) => tf.conv2d(images as tf.Tensor4D, weights as tf.Tensor4D, stride, 'valid'),
          [normal(x, 3), normal(filter, 4)],
        ),
      );
    }
  });

  test('NaN in one image stays in that image', async () => {
    const [gradient] = await on('exmodel-wasm', () => {
      const dy = tf.concat([tf.fill([1, 4, 4, 2], Number.NaN), tf.ones([1, 4, 4, 2])]) as tf.Tensor4D;
      const filter = tf.ones([3, 3, 1, 2]) as tf.Tensor4D;
      return [tf.grad((x) => tf.conv2d(x as tf.Tensor4D, filter, 1, 'same'))(tf.zeros([2, 4, 4, 1]), dy)];
    });
    expect(gradient?.slice(0, 16).every(Number.isNaN)).toBe(true);
    expect(gradient?.slice(16).some(Number.isNaN)).toBe(false);
  });

  test('NHWC only', async () => {
    await tf.setBackend('exmodel-wasm');
    const gradient = () =>
      tf.tidy(() => {
        const attrs = { strides: 1, pad: 'valid', dataFormat: 'NCHW', filterShape: [1, 1, 2, 2] };
        const x = tf.zeros([1, 2, 3, 3]);
        tf.engine().runKernel('Conv2DBackpropFilter', { x, dy: x }, attrs);
      });
    expect(gradient).toThrow(UnsupportedDataFormatError);
  });
});

describe('depthwiseConv2d and both its gradients', () => {
  const separable = windows.filter(({ strides: [down, right] }) => down === right);
  test.prop([separable, fc.integer({ min: 1, max: 3 })], { numRuns: 25 })(
    'agree with tfjs cpu to 1e-5',
    async ({ batch, height, width, channels, size, strides, pad }, multiplier) => {
      await expectAgreement(() =>
        valueAndGradients(
          (images, weights) =>
            tf.depthwiseConv2d(images as tf.Tensor4D, weights as tf.Tensor4D, strides, pad),
          [normal([batch, height, width, channels], 5), normal([...size, channels, multiplier], 6)],
        ),
      );
    },
  );
});
