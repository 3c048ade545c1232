import { decode, encode } from 'jpeg-js';
import { expect, it } from 'vitest';
import { megabytesFor } from './decode-jpeg';
import { mostMegapixels } from './decoded-image';

it('the memory that is granted is what jpeg-js counts, and 1 MB for its tables', () => {
  const [width, height] = [256, 512];
  const { data } = encode({ width, height, data: new Uint8Array(4 * width * height) });
  const decodeWithin = (maxMemoryUsageInMB: number) =>
    decode(data, { useTArray: true, formatAsRGBA: false, maxMemoryUsageInMB });
  const granted = megabytesFor({ width, height, components: 3 });
  expect(decodeWithin(granted - 0.99).width).toBe(width);
  expect(() => decodeWithin(granted - 1)).toThrow(/maxMemoryUsageInMB limit exceeded/);
});

it('is enough for every image that is not refused for its pixels', () => {
  // Coefficients of 4 bytes, samples, values and RGB: 21 bytes a pixel of three components, 27 of four.
  const side = Math.sqrt(mostMegapixels * 1e6);
  const megabytes = (components: number) => megabytesFor({ width: side, height: side, components });
  expect(megabytes(3)).toBeGreaterThan((21 * side ** 2) / 2 ** 20);
  expect(megabytes(4)).toBeGreaterThan((27 * side ** 2) / 2 ** 20);
  expect(megabytes(4)).toBeLessThan(1.01 * ((27 * side ** 2) / 2 ** 20));
});
