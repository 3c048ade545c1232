import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import golden from '../../test/fixtures/mnist-resize.json';
import { arrayDataset } from '../images/array-dataset';
import { resizeImages } from './resize-images';

const digits = arrayDataset({
  name: 'two digits',
  shape: [28, 28, 1],
  classCount: 10,
  labels: golden.labels,
  pixels: Uint8Array.from(golden.raw28.flat()),
});

it('makes 32 × 32 pixels of 28 × 28 byte for byte as Pillow does', () => {
  const resized = resizeImages(digits, 32, 32);
  expect(resized).toMatchObject({ shape: [32, 32, 1], length: 2, classCount: 10 });
  expect([0, 1].map((index) => [...resized.pixels(index)])).toEqual(golden.resized32);
  expect([0, 1].map((index) => resized.label(index))).toEqual(golden.labels);
});

it('treats three channels as three images', () => {
  const [first, second] = golden.raw28 as [number[], number[]];
  const coloured = arrayDataset({
    name: 'coloured',
    shape: [28, 28, 3],
    classCount: 1,
    labels: [0],
    pixels: Uint8Array.from(first.flatMap((value, i) => [value, second[i] ?? 0, 255 - value])),
  });
  const pixels = resizeImages(coloured, 32, 32).pixels(0);
  const channel = (c: number) => [...pixels.filter((_, i) => i % 3 === c)];
  expect([channel(0), channel(1)]).toEqual(golden.resized32);
});

it('leaves an image alone that has the size already', () => {
  expect([...resizeImages(digits, 28, 28).pixels(1)]).toEqual(golden.raw28[1]);
});

const size = fc.integer({ min: 1, max: 12 });

test.prop([fc.integer({ min: 0, max: 255 }), size, size, size, size])(
  'keeps a flat image flat, larger and smaller',
  (value, height, width, newHeight, newWidth) => {
    const flat = arrayDataset({
      name: 'flat',
      shape: [height, width, 1],
      classCount: 1,
      labels: [0],
      pixels: new Uint8Array(height * width).fill(value),
    });
    expect(resizeImages(flat, newHeight, newWidth).pixels(0)).toEqual(
      new Uint8Array(newHeight * newWidth).fill(value),
    );
  },
);

it.each([1.5, 0, -1, Number.NaN])('refuses a side of %s pixels, when the view is made', (side) => {
  expect(() => resizeImages(digits, side, 2)).toThrow(`height ${side}: expected a positive integer`);
  expect(() => resizeImages(digits, 2, side)).toThrow(`width ${side}: expected a positive integer`);
});
