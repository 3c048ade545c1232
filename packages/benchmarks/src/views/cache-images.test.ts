import { expect, it, vi } from 'vitest';
import { arrayDataset } from '../images/array-dataset';
import { cacheImages } from './cache-images';

it('asks its parent for each image once', () => {
  const parent = arrayDataset({
    name: 'three',
    shape: [1, 2, 1],
    classCount: 2,
    labels: [0, 1, 0],
    pixels: Uint8Array.of(1, 2, 3, 4, 5, 6),
  });
  const pixels = vi.fn(parent.pixels);
  const cached = cacheImages({ ...parent, pixels });
  expect([2, 0, 2, 0].map((index) => [...cached.pixels(index)])).toEqual([
    [5, 6],
    [1, 2],
    [5, 6],
    [1, 2],
  ]);
  expect(pixels.mock.calls).toEqual([[2], [0]]);
  expect(cached.label(1)).toBe(1);
  expect(() => cached.pixels(3)).toThrow(RangeError);
});
