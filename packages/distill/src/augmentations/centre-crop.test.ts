import { expect, it } from 'vitest';
import { Random } from '../random';
import { centreCrop } from './centre-crop';

/** Where torchvision begins: Python's round(surplus / 2), which is even at a half; ⌊missing / 2⌋ zeros in front. */
it.each([
  [2, 5, [3, 4]],
  [2, 7, [3, 4]],
  [3, 3, [1, 2, 3]],
  [5, 2, [0, 1, 2, 0, 0]],
  [7, 2, [0, 0, 1, 2, 0, 0, 0]],
])('centreCrop(%i) of %i columns', (size, length, expected) => {
  const pixels = Float32Array.from({ length }, (_, i) => i + 1);
  const cropped = centreCrop(size).each({ shape: [1, length, 1], count: 1, pixels }, Random.seeded(1));
  const row = Math.floor((size - 1) / 2);
  expect([...cropped.pixels.subarray(row * size, (row + 1) * size)]).toEqual(expected);
});

it('a size that is no whole number ≥ 1 is refused', () => {
  expect(() => centreCrop(0)).toThrow(RangeError);
});
