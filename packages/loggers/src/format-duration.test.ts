import { expect, test } from 'vitest';
import { formatDuration } from './format-duration';

test.each([
  [0, '0:00'],
  [4_600, '0:05'],
  [59_499, '0:59'],
  [59_500, '1:00'],
  [72_000, '1:12'],
  [3_599_500, '1:00:00'],
  [3_723_000, '1:02:03'],
  [108_000_000, '30:00:00'],
  [-5_000, '0:00'],
  [Number.NaN, '?'],
  [Number.POSITIVE_INFINITY, '?'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
