import '../../test/setup';
import { tensor1d, type Variable, variable } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { sgd } from './sgd';

const weights = (): Variable => variable(tensor1d([1, -2]));

it('takes each step at its own rate, and velocity keeps gradients, not rates: by hand', () => {
  const x = weights();
  const optimizer = sgd([x], { learningRate: (step) => 1 / step, momentum: 0.5 });
  const gradient = tensor1d([1, 2]);
  // v = 1, 1.5, 1.75 times the gradient; steps 1, 1/2, 1/3 of it.
  const moved = 1 + 1.5 / 2 + 1.75 / 3;
  for (let step = 0; step < 3; step++) optimizer.step([gradient]);
  const [first, second] = x.dataSync();
  expect(first).toBeCloseTo(1 - moved, 5);
  expect(second).toBeCloseTo(-2 - 2 * moved, 5);
  optimizer.dispose();
});

it('is the same for a rate and a function that always gives it, to the bit', () => {
  const [one, other] = [weights(), weights()];
  const options = { momentum: 0.9, weightDecay: 5e-4 };
  const optimizers = [
    sgd([one], { learningRate: 0.1, ...options }),
    sgd([other], { learningRate: () => 0.1, ...options }),
  ];
  for (let step = 0; step < 3; step++) for (const each of optimizers) each.step([tensor1d([0.3, -0.7])]);
  expect([...one.dataSync()]).toEqual([...other.dataSync()]);
});
