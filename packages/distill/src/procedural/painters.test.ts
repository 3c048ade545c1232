import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { Random } from '../random';
import { blobs } from './blobs';
import { deadLeaves } from './dead-leaves';
import { fractalNoise } from './fractal-noise';
import type { Painter } from './painter';
import { polygons } from './polygons';
import { scenes } from './scenes';
import { strokes } from './strokes';
import { textures } from './textures';

/** A new painter is one line here. */
const painters: readonly (readonly [string, Painter])[] = [
  ['strokes', strokes],
  ['blobs', blobs],
  ['polygons', polygons],
  ['textures', textures],
  ['deadLeaves', deadLeaves],
  ['fractalNoise', fractalNoise],
  ['scenes', scenes],
];

const shape = fc.tuple(
  fc.integer({ min: 4, max: 40 }),
  fc.integer({ min: 4, max: 40 }),
  fc.constantFrom(1, 2, 3),
);

for (const [name, painter] of painters) {
  test.prop([shape, fc.integer({ min: 0, max: 2 ** 31 - 1 })], { numRuns: 30, seed: 1 })(
    `${name}: whole images of any shape, from 0 to 1`,
    ([height, width, channels], seed) => {
      const pixels = painter([height, width, channels], Random.seeded(seed));
      expect(pixels).toHaveLength(height * width * channels);
      expect(pixels.every((value) => value >= 0 && value <= 1)).toBe(true);
    },
  );

  it(`${name}: something to see on every image, and no two alike`, () => {
    const painted = Array.from({ length: 40 }, (_, i) => painter([28, 28, 3], Random.seeded(1, i)));
    for (const pixels of painted) {
      const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      const variance = pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length;
      expect(variance).toBeGreaterThan(1e-4);
    }
    expect(new Set(painted.map((pixels) => pixels.join())).size).toBe(40);
  });

  it(`${name}: a pure function of the generator`, () => {
    const paint = () => painter([20, 24, 3], Random.seeded(7));
    expect(paint()).toEqual(paint());
  });
}

it('strokes fill about 20 of 28 pixels and lie in the middle', () => {
  for (let i = 0; i < 50; i++) {
    const pixels = strokes([28, 28, 1], Random.seeded(i));
    const columns = Array.from({ length: 28 }, (_, x) => x);
    const inked = (on: (k: number) => number[]) =>
      columns.filter((k) => on(k).some((at) => (pixels[at] as number) > 0.5));
    const wide = inked((x) => columns.map((y) => y * 28 + x)).length;
    const high = inked((y) => columns.map((x) => y * 28 + x)).length;
    // Extent 17 to 22, a pen of 1.8 to 3.6, and what of a lopsided drawing is beyond the border.
    expect(Math.max(wide, high)).toBeGreaterThanOrEqual(15);
    expect(Math.max(wide, high)).toBeLessThanOrEqual(27);
  }
});
