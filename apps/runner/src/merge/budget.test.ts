import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { budgetOf, effortOf, leastEffort, scaled, usualBudget } from './budget';

const minute = 60_000;

test.prop([fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0.01, max: 100, noNaN: true })], {
  seed: 1,
})('minutes give the largest share, in thousandths, that takes no longer', (fixed, whole) => {
  const time = (effort: number) => minute * (fixed / 100 + whole * effort);
  const effort = effortOf({ minutes: 1 }, time);
  expect(effort * 1000).toBeCloseTo(Math.round(effort * 1000), 6);
  expect(effort).toBeGreaterThanOrEqual(leastEffort);
  expect(effort).toBeLessThanOrEqual(1);
  if (effort > leastEffort) expect(time(effort)).toBeLessThanOrEqual(minute);
  if (effort < 1) expect(time(effort + 0.001)).toBeGreaterThan(minute);
});

it('is half an hour by default, all if the steps are given, a fifth for --quick, and any share', () => {
  expect(budgetOf({})).toBe(usualBudget);
  expect(effortOf(usualBudget, (effort) => 29 * minute * effort)).toBe(1);
  expect(effortOf(usualBudget, (effort) => 120 * minute * effort)).toBe(0.25);
  const time = () => Number.NaN;
  expect(
    [{ iterations: 7 }, { quick: true, iterations: 7 }, { effort: 0.5 }].map((each) =>
      effortOf(budgetOf(each), time),
    ),
  ).toEqual([1, 0.2, 0.5]);
  expect([scaled(5000, 1), scaled(5000, 0.2), scaled(3, 0.01)]).toEqual([5000, 1000, 1]);
});
