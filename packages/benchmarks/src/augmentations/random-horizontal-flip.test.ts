import { expect, it } from 'vitest';
import { randomHorizontalFlip } from './random-horizontal-flip';

const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

it.each([
  [0, [5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8]],
  [0.499, [5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8]],
  [0.5, [...pixels]],
])('drawing %s it gives %s', (value, expected) => {
  expect([...randomHorizontalFlip(pixels, [2, 3, 2], () => value)]).toEqual(expected);
  expect(pixels[0]).toBe(1);
});
