import { expect, test } from 'vitest';
import { notFinite } from './not-finite';

const tensor = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });

test('counts NaN and infinities tensor by tensor, and no other values', () => {
  const dict = new Map([
    ['a', tensor(0, Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)],
    ['b', tensor(3.4e38, -1e-45, 0)],
    ['c', tensor(Number.NaN)],
  ]);
  expect([...notFinite(dict)]).toEqual([
    ['a', 3],
    ['c', 1],
  ]);
});
