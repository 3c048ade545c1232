import '@tensorflow/tfjs-backend-cpu';
import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { padLikeTorch } from './torch-padding';

const geometries = fc.record({
  kernelSize: fc.integer({ min: 2, max: 5 }),
  stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.nat(2),
});

test.prop([geometries])(
  'a copy, where a backend refuses numbers, gives what the number gives',
  (geometry) => {
    tf.tidy(() => {
      const images = tf.reshape(tf.sin(tf.range(0, 196)), [2, 7, 7, 2]) as tf.Tensor4D;
      const filters = tf.reshape(tf.cos(tf.range(0, 6 * geometry.kernelSize ** 2)), [
        geometry.kernelSize,
        geometry.kernelSize,
        2,
        3,
      ]) as tf.Tensor4D;
      const [expected, actual] = ['cpu', 'tensorflow'].map((backend) => {
        const [padded, pad] = padLikeTorch(images, geometry, { backend });
        if (backend === 'tensorflow') expect(['valid', 'same']).toContain(pad);
        else expect(padded).toBe(images);
        return tf.conv2d(padded, filters, geometry.stride, pad);
      }) as [tf.Tensor, tf.Tensor];
      expect(actual.shape).toEqual(expected.shape);
      expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(1e-5);
    });
  },
);

test("'same' is TensorFlow's, on every backend", () => {
  const images = tf.zeros([1, 7, 7, 1]) as tf.Tensor4D;
  for (const backend of ['cpu', 'tensorflow']) {
    expect(padLikeTorch(images, { kernelSize: 5, stride: 2, padding: 'same' }, { backend })).toEqual([
      images,
      'same',
    ]);
  }
  images.dispose();
});

test('a maximum sees −∞ beyond the edges', () => {
  tf.tidy(() => {
    const geometry = { kernelSize: 3, stride: 2, padding: 1 };
    const options = { outside: Number.NEGATIVE_INFINITY, backend: 'tensorflow' };
    const [padded, pad] = padLikeTorch(tf.fill([1, 4, 4, 1], -5) as tf.Tensor4D, geometry, options);
    expect([...tf.maxPool(padded, 3, 2, pad).dataSync()]).toEqual([-5, -5, -5, -5]);
  });
});
