import '../../test/setup';
import { grad, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { consensusLoss } from './consensus-loss';

const softmax = (row: readonly number[]) => {
  const powers = row.map(Math.exp);
  const total = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / total);
};

it('is mean w·[mean (y − t)² + 0.3·KL(softmax 2t ‖ softmax 2y)], to 1e-6', () => {
  const y = [
    [0.1, 0.7, -0.4],
    [1, -1, 0.5],
  ];
  const t = [
    [0.3, 0.2, -0.5],
    [0.9, -0.6, -0.3],
  ];
  const w = [0.4, 1.6];
  const expected = y.map((row, i) => {
    const goal = t[i] as number[];
    const squared = row.reduce((sum, value, c) => sum + (value - (goal[c] as number)) ** 2, 0) / 3;
    const [p, q] = [softmax(goal.map((v) => 2 * v)), softmax(row.map((v) => 2 * v))];
    const divergence = p.reduce((sum, share, c) => sum + share * Math.log(share / (q[c] as number)), 0);
    return (w[i] as number) * (squared + 0.3 * divergence);
  });
  const loss = consensusLoss(tensor2d(y), tensor2d(t), tensor1d(w)).dataSync()[0];
  expect(loss).toBeCloseTo(expected.reduce((a, b) => a + b) / 2, 6);
});

it('is 0 with gradient 0 at the targets', () => {
  const t = tensor2d([[0.3, 0.2, -0.5]]);
  const w = tensor1d([1]);
  expect(consensusLoss(t, t, w).dataSync()[0]).toBeCloseTo(0, 6);
  const slope = grad((y) => consensusLoss(y as typeof t, t, w))(t).dataSync();
  for (const value of slope) expect(value).toBeCloseTo(0, 6);
});
