import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { spreadOf } from './weight-histograms';

test('numbers are counted in thirty bins from the smallest to the largest', () => {
  const spread = spreadOf(Float32Array.from([0, 0.5, 1, 29.5, 30, 30]));
  expect(spread).toMatchObject({ min: 0, max: 30, sum: 91, sumOfSquares: 2671.5 });
  expect(spread?.counts).toEqual([2, 1, ...Array(27).fill(0), 3]);
});

test('equal numbers are in one bin; where one is not finite there is no histogram', () => {
  expect(spreadOf([2, 2])?.counts).toEqual([2, ...Array(29).fill(0)]);
  for (const values of [[], [1, Number.NaN], [1, Number.POSITIVE_INFINITY]])
    expect(spreadOf(values)).toBeUndefined();
});

test.prop([fc.float32Array({ minLength: 1, noNaN: true, noDefaultInfinity: true })])(
  'every number is counted once, also the largest and the smallest there are',
  (values) => {
    expect(spreadOf(values)?.counts.reduce((sum, count) => sum + count)).toBe(values.length);
  },
);
