import { expect, it } from 'vitest';
import golden from '../../test/fixtures/random.json';
import { NumpyRandomState } from './numpy-random-state';

it('permutes twice in a row exactly as numpy.random.RandomState(1234)', () => {
  const random = new NumpyRandomState(1234);
  expect([random.permutation(784), random.permutation(784)]).toEqual(golden.PermutedMNIST_seed1234);
});

it('permutes nothing and one thing', () => {
  const random = new NumpyRandomState(0);
  expect([random.permutation(0), random.permutation(1)]).toEqual([[], [0]]);
});
