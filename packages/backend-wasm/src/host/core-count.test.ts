import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { coreCount, coresOfQuota } from './core-count';

test.for([
  ['200000 100000', 2],
  ['150000 100000\n', 1],
  ['50000 100000', 1],
  ['max 100000', Number.POSITIVE_INFINITY],
  ['', Number.POSITIVE_INFINITY],
] as const)('the quota "%s" grants %d cores', ([text, cores]) => {
  expect(coresOfQuota(text)).toBe(cores);
});

test('never more cores than the machine has', () => {
  expect(coreCount()).toBeGreaterThanOrEqual(1);
  expect(coreCount()).toBeLessThanOrEqual(availableParallelism());
});
