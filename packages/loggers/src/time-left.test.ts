import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { observeWork, type Pace, timeLeft } from './time-left';

/** The pace after observing `done` of `total` at each of `times`. */
const paceOf = (observations: readonly (readonly [time: number, done: number])[], total: number) =>
  observations.reduce<Pace | undefined>(
    (pace, [time, done]) => observeWork(pace, time, { done, total }),
    undefined,
  );
const steady = (from: number, to: number, every: number, perMs: number) =>
  Array.from(
    { length: Math.floor((to - from) / every) + 1 },
    (_, i) => [from + i * every, i * every * perMs] as const,
  );

test('a steady run: what is left over the rate', () => {
  expect(timeLeft(paceOf(steady(0, 10_000, 100, 0.01), 1000))).toBeCloseTo(90_000, 3);
});

test('there is no estimate before it means something', () => {
  expect(timeLeft(undefined)).toBeUndefined();
  expect(timeLeft(paceOf([[0, 0]], 100))).toBeUndefined();
  expect(timeLeft(paceOf(steady(0, 4_900, 100, 0.01), 100))).toBeUndefined();
  expect(timeLeft(paceOf(steady(0, 59_000, 1000, 0.01), 1e6))).toBeUndefined();
  expect(timeLeft(paceOf(steady(0, 60_000, 1000, 0.01), 1e6))).toBeDefined();
  expect(
    timeLeft(
      paceOf(
        [
          [0, 0],
          [60_000, 0],
        ],
        100,
      ),
    ),
  ).toBeUndefined();
});

test('a resumed run is judged by its own speed, not by what was done before', () => {
  expect(
    timeLeft(
      paceOf(
        [
          [0, 500],
          [10_000, 510],
        ],
        1000,
      ),
    ),
  ).toBeCloseTo(490_000, 3);
  expect(
    timeLeft(
      paceOf(
        [
          [0, 500],
          [3_000, 510],
        ],
        1000,
      ),
    ),
  ).toBeUndefined();
});

test('a run that becomes twice as slow is noticed within as long as it had been going', () => {
  const fast = steady(0, 100_000, 1000, 0.02);
  const slow = steady(0, 100_000, 1000, 0.01).map(([time, done]) => [100_000 + time, 2000 + done] as const);
  const left = timeLeft(paceOf([...fast, ...slow], 4000)) ?? Number.NaN;
  // True: 1000 / 0.01 = 100 s. The plain mean of the run would say 67 s.
  expect(left).toBeGreaterThan(80_000);
  expect(left).toBeLessThan(100_000);
});

test('the total may change as the plan does; done going down begins afresh; NaN is ignored', () => {
  const pace = paceOf(steady(0, 10_000, 100, 0.01), 1000);
  expect(timeLeft(observeWork(pace, 10_000, { done: 100, total: 200 }))).toBeCloseTo(10_000, 3);
  expect(timeLeft(observeWork(pace, 10_000, { done: 50, total: 200 }))).toBeUndefined();
  expect(observeWork(pace, 11_000, { done: Number.NaN, total: 200 })).toBe(pace);
  expect(timeLeft(observeWork(pace, 10_000, { done: 100, total: 90 }))).toBe(0);
});

test('work so little that the time left is beyond all numbers gives no estimate', () => {
  const little = [
    [0, 0],
    [9, 0],
    [60_000, 5e-324],
  ] as const;
  expect(timeLeft(paceOf(little, 200))).toBeUndefined();
});

property.prop([
  fc.array(fc.tuple(fc.integer({ min: -5_000, max: 60_000 }), fc.double({ min: 0, max: 10, noNaN: true })), {
    maxLength: 30,
  }),
])(
  'whatever is observed, clocks set back included, the time left is undefined or a duration',
  (increments) => {
    let [time, done] = [0, 0];
    const observations = increments.map(([dt, work]) => {
      time += dt;
      done += work;
      return [time, done] as const;
    });
    const left = timeLeft(paceOf(observations, 200)) ?? 0;
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left).toBeLessThan(Number.POSITIVE_INFINITY);
  },
);
