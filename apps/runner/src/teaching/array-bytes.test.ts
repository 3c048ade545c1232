import { expect, it } from 'vitest';
import { arrayBytes } from './array-bytes';

it('counts the bytes of all typed arrays, and nothing else', () => {
  const pixels = new Float32Array(10);
  const value = {
    version: 1,
    name: 'x',
    none: undefined,
    nothing: null,
    images: { shape: [28, 28, 1], pixels, labels: new Int32Array(3) },
    weights: [{ values: new Float32Array(2) }, { values: new Uint8Array(5) }],
  };
  expect(arrayBytes(value)).toBe(40 + 12 + 8 + 5);
  expect(arrayBytes(pixels.subarray(2, 5))).toBe(12);
  expect(arrayBytes(7)).toBe(0);
});
