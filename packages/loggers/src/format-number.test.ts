import { expect, test } from 'vitest';
import { formatNumber } from './format-number';

test.each([
  [0.04321, '0.0432'],
  [2, '2'],
  [50_000, '50000'],
  [12.345, '12.3'],
  [1234.5, '1235'],
  [999.6, '1000'],
  [-0.5, '-0.5'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
])('%d in three digits', (value, expected) => {
  expect(formatNumber(value, 3)).toBe(expected);
});
