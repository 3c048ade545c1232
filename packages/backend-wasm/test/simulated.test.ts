import { expect, test } from 'vitest';
import { simulated } from '../bench/simulated';

test('threads take the next chunk when they are free; a single chunk is nobody’s to share', () => {
  expect(simulated([3, 1, 1, 1], 1)).toBe(6);
  expect(simulated([3, 1, 1, 1], 2)).toBeCloseTo(3, 1);
  expect(simulated([3, 1, 1, 1], 16)).toBeCloseTo(3, 1);
  expect(simulated([1, 1, 1], 2)).toBeCloseTo(2, 1);
  expect(simulated([5], 8)).toBe(5);
});
