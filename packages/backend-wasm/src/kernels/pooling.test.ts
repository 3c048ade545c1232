import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect } from 'vitest';
import { expectAgreement, normal, on, valueAndGradients } from '../../test/both-backends';
import { windows } from '../../test/shapes';

describe.each([
  ['avgPool', tf.avgPool],
  ['maxPool', tf.maxPool],
] as const)('%s and its gradient', (_, pool) => {
  test.prop([windows, fc.nat(1000)], { numRuns: 40 })('agree with tfjs cpu to 1e-6', async (window, seed) => {
    const { batch, height, width, channels, size, strides, pad } = window;
    await expectAgreement(
      () =>
        valueAndGradients(
          (x) => pool(x as tf.Tensor4D, size, strides, pad),
          [normal([batch, height, width, channels], seed)],
        ),
      1e-6,
    );
  });
});

test('maxPool: of equal maxima the first has the gradient, in negative windows too', async () => {
  const [gradient] = await on('exmodel-wasm', () => [
    tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'))(tf.tensor4d([-5, -1, -1, -3], [1, 2, 2, 1])),
  ]);
  expect([...(gradient ?? [])]).toEqual([0, 1, 0, 0]);
});
