import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { randomCrop } from './random-crop';

/** Draws the given numbers, one after the other. */
function drawing(...values: number[]) {
  return () => values.shift() ?? Number.NaN;
}

test.prop([fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.nat(8), fc.nat(8), fc.nat(8)])(
  'shows the pixel that lies as far down and right as drawn, and black beyond the border',
  (height, width, padding, down, right) => {
    const pixels = Uint8Array.from({ length: height * width * 2 }, (_, i) => i + 1);
    const sides = 2 * padding + 1;
    const top = down % sides;
    const left = right % sides;
    const random = drawing((top + 0.5) / sides, (left + 0.5) / sides);
    const cropped = randomCrop(padding)(pixels, [height, width, 2], random);
    const expected = Array.from({ length: height * width * 2 }, (_, i) => {
      const channel = i % 2;
      const column = ((i - channel) / 2) % width;
      const row = (i - channel - column * 2) / (2 * width);
      const fromRow = row + top - padding;
      const fromColumn = column + left - padding;
      const inside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width;
      return inside ? pixels[(fromRow * width + fromColumn) * 2 + channel] : 0;
    });
    expect([...cropped]).toEqual(expected);
  },
);

it('reaches every shift, the outermost ones too, and leaves the image itself alone', () => {
  const pixels = Uint8Array.of(7);
  const seen = [0, 0.33, 0.34, 0.66, 0.67, 0.999].map(
    (value) => randomCrop(1)(pixels, [1, 1, 1], drawing(value, 0.5))[0],
  );
  expect(seen).toEqual([0, 0, 7, 7, 0, 0]);
  expect([...pixels]).toEqual([7]);
});

it.each([-1, 0.5, Number.NaN])('refuses a padding of %s', (padding) => {
  expect(() => randomCrop(padding)).toThrow(RangeError);
});
