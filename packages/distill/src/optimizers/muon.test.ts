import '../../test/setup';
import { fc, test as property } from '@fast-check/vitest';
import {
  div,
  matMul,
  memory,
  mul,
  reshape,
  sum,
  type Tensor,
  type Tensor2D,
  tensor,
  tidy,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { Random } from '../random';
import { adam } from './adam';
import { muon } from './muon';

const normals = (shape: number[], seed: number): Tensor =>
  tensor(Random.seeded(seed, 'muon').normals(shape.reduce((all, side) => all * side, 1)), shape);

const side = fc.integer({ min: 2, max: 12 });

property.prop([side, side, fc.integer({ min: 0, max: 1e6 })], { numRuns: 20, seed: 1 })(
  'moves a kernel along its gradient by a matrix without long directions, however unequal the gradient is',
  (n, m, seed) => {
    const all = [variable(zeros([2, 2])), variable(zeros([n, m])), variable(zeros([2, 2]))];
    const optimizer = muon(all, { learningRate: 1, momentum: 0 });
    tidy(() => {
      const uneven = tensor(Array.from({ length: m }, (_, i) => 10 ** -(i % 2)));
      const gradient = mul(normals([n, m], seed), uneven);
      optimizer.step([zeros([2, 2]), gradient, zeros([2, 2])]);
      const moved = div(all[1] as Variable, -0.2 * Math.sqrt(Math.max(n, m))) as Tensor2D;
      const gram = (matMul(moved, moved, true) as Tensor2D).arraySync();
      // No column is longer than the largest singular value.
      for (const [i, row] of gram.entries()) expect(row[i]).toBeLessThan(1.3 ** 2);
      expect(sum(mul(moved, gradient)).dataSync()[0]).toBeGreaterThan(0);
    });
    for (const each of all) each.dispose();
    optimizer.dispose();
  },
);

it('brings singular values of a well-conditioned gradient between 0.6 and 1.3: a rotation scaled by 100', () => {
  const angle = 0.7;
  const rotation = [
    [Math.cos(angle), -Math.sin(angle)],
    [Math.sin(angle), Math.cos(angle)],
  ];
  const kernels = [0, 1, 2].map(() => variable(zeros([2, 2])));
  const optimizer = muon(kernels, { learningRate: 1, momentum: 0 });
  optimizer.step([zeros([2, 2]), mul(tensor(rotation), 100), zeros([2, 2])]);
  const moved = div(kernels[1] as Variable, -0.2 * Math.SQRT2).arraySync() as number[][];
  const length = Math.hypot(moved[0]?.[0] ?? 0, moved[1]?.[0] ?? 0);
  expect(length).toBeGreaterThan(0.6);
  expect(length).toBeLessThan(1.3);
  // Still the same rotation.
  expect((moved[0]?.[0] as number) / length).toBeCloseTo(Math.cos(angle), 4);
  expect((moved[1]?.[0] as number) / length).toBeCloseTo(Math.sin(angle), 4);
});

it('counts all values of a patch as inputs of a convolution', () => {
  const flat = [zeros([1, 1]), zeros([18, 4]), zeros([1, 1])].map((each) => variable(each));
  const patches = [zeros([1, 1]), zeros([3, 3, 2, 4]), zeros([1, 1])].map((each) => variable(each));
  const gradient = normals([18, 4], 3);
  const none = zeros([1, 1]);
  muon(flat, { learningRate: 0.1 }).step([none, gradient, none]);
  muon(patches, { learningRate: 0.1 }).step([none, reshape(gradient, [3, 3, 2, 4]), none]);
  expect([...(patches[1] as Variable).dataSync()]).toEqual([...(flat[1] as Variable).dataSync()]);
});

it('leaves biases and the first and last kernel to Adam, to the bit', () => {
  const shapes = [[3, 4], [4], [4, 4], [4], [4, 2], [2]];
  const ours = shapes.map((shape) => variable(zeros(shape)));
  const adams = shapes.map((shape) => variable(zeros(shape)));
  const rate = (step: number) => 0.1 / step;
  const [one, other] = [muon(ours, { learningRate: rate }), adam(adams, { learningRate: rate })];
  for (let step = 0; step < 3; step++) {
    const gradients = shapes.map((shape, i) => normals(shape, 10 * step + i));
    one.step(gradients);
    other.step(gradients);
  }
  shapes.forEach((_, i) => {
    const [moved, expected] = [[...(ours[i] as Variable).dataSync()], [...(adams[i] as Variable).dataSync()]];
    if (i === 2) expect(moved).not.toEqual(expected);
    else expect(moved).toEqual(expected);
  });
});

it('keeps no tensors of a step, and frees its own', () => {
  const kernels = [0, 1, 2].map(() => variable(zeros([5, 3])));
  const gradients = [0, 1, 2].map((seed) => normals([5, 3], seed));
  const before = memory().numTensors;
  const optimizer = muon(kernels, { learningRate: 0.1 });
  tidy(() => optimizer.step(gradients));
  const after = memory().numTensors;
  for (let step = 0; step < 3; step++) optimizer.step(gradients);
  expect(memory().numTensors).toBe(after);
  optimizer.dispose();
  expect(memory().numTensors).toBe(before);
});

it('refuses a step without a gradient for each variable', () => {
  const optimizer = muon([variable(zeros([2, 2]))], { learningRate: 0.1 });
  expect(() => optimizer.step([])).toThrow('no gradient for variable 0 of 1');
});
