import { expect, it } from 'vitest';
import { arrayDataset } from '../images/array-dataset';
import { padImages } from './pad-images';

const image = (shape: readonly [number, number, number], pixels: number[]) =>
  arrayDataset({ name: 'one', shape, classCount: 3, labels: [2], pixels: Uint8Array.from(pixels) });

it('puts images in the middle of a black frame, narrower above and left where it must be', () => {
  const padded = padImages(image([1, 2, 1], [7, 9]), 4, 5);
  expect(padded).toMatchObject({ shape: [4, 5, 1], length: 1, classCount: 3, name: 'one' });
  expect(padded.label(0)).toBe(2);
  expect([...padded.pixels(0)]).toEqual([0, 0, 0, 0, 0, 0, 7, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
});

it('keeps the channels together', () => {
  const padded = padImages(image([1, 1, 3], [1, 2, 3]), 2, 2);
  expect([...padded.pixels(0)]).toEqual([1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
});

it('refuses to cut images', () => {
  expect(() => padImages(image([1, 2, 1], [7, 9]), 1, 1)).toThrow(
    new RangeError('images of 1 × 2 pixels cannot be padded to 1 × 1. Choose a larger size, or resize them.'),
  );
});

it.each([1.5, Number.NaN])('refuses a side of %s pixels', (side) => {
  expect(() => padImages(image([1, 1, 1], [7]), side, 2)).toThrow(`height ${side}: expected a positive`);
  expect(() => padImages(image([1, 1, 1], [7]), 2, side)).toThrow(`width ${side}: expected a positive`);
});
