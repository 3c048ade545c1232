import '../../test/setup';
import { ones, type Tensor4D } from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { blur } from './blur-penalty';

it('the Gaussian is computed once for each size', () => {
  const exp = vi.spyOn(Math, 'exp');
  const images = ones([1, 5, 6, 2]) as Tensor4D;
  const first = blur(images).dataSync();
  const computed = exp.mock.calls.length;
  expect(computed).toBeGreaterThan(0);
  expect(blur(images).dataSync()).toEqual(first);
  expect(exp).toHaveBeenCalledTimes(computed);
  exp.mockRestore();
});
