import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import golden from '../test/fixtures/mnist-resize.json';
import type { Augmentation } from './augmentations/augmentation';
import { arrayDataset } from './images/array-dataset';
import { readImages, readLabels, toPixels } from './read-images';
import { mnist } from './scenarios/mnist-source';

it('normalises bit for bit as torchvision does', () => {
  const digits = arrayDataset({
    name: 'two digits',
    shape: [32, 32, 1],
    classCount: 10,
    labels: golden.labels,
    pixels: Uint8Array.from(golden.resized32.flat()),
  });
  const batch = readImages(digits, [0, 1], mnist.normalization);
  expect(batch).toHaveLength(2048);
  for (const [row, { data }] of golden.normalised_first64_row14.entries()) {
    const from = row * 1024 + 14 * 32;
    expect([...batch.subarray(from, from + 64)]).toEqual(data);
  }
  expect(readLabels(digits, [1, 0, 1])).toEqual(Int32Array.of(2, 7, 2));
});

const coloured = arrayDataset({
  name: 'coloured',
  shape: [1, 2, 3],
  classCount: 2,
  labels: [1, 0],
  pixels: Uint8Array.of(0, 51, 255, 255, 0, 51, 1, 2, 3, 4, 5, 6),
});

it('normalises each channel by its own numbers', () => {
  const batch = readImages(coloured, [0], { mean: [0, 0.5, 1], std: [1, 0.5, 2] });
  expect([...batch].map((value) => Number(value.toFixed(6)))).toEqual([0, -0.6, 0, 1, -1, -0.4]);
});

it('augments each image anew, and none where no augmentation is given', () => {
  const zeroOne = { mean: [0, 0, 0], std: [1, 1, 1] };
  const random = () => 0.25;
  const augment: Augmentation = (pixels, shape, draw) =>
    pixels.map((value) => value * draw() * 4 * (shape[1] / 2) + 1);
  const inputs = [...readImages(coloured, [1, 1], zeroOne, { augment, random })];
  expect(inputs).toEqual([2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6, 7].map((value) => Math.fround(value / 255)));
  expect([...coloured.pixels(1)]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(readImages(coloured, [0], zeroOne, { augment: undefined, random })).toEqual(
    readImages(coloured, [0], zeroOne),
  );
});

const share = fc.double({ min: 0.05, max: 0.95, noNaN: true });

test.prop([fc.tuple(share, share, share), fc.tuple(share, share, share), fc.array(fc.nat(1))])(
  'toPixels reverses the normalization exactly',
  (mean, std, indices) => {
    const normalization = { mean, std };
    const pixels = indices.flatMap((index) => [...coloured.pixels(index)]);
    expect([...toPixels(readImages(coloured, indices, normalization), normalization)]).toEqual(pixels);
  },
);

it('toPixels clips what no image holds', () => {
  expect([...toPixels(Float32Array.of(-9, 9), mnist.normalization)]).toEqual([0, 255]);
});

it('refuses a normalization for other channels and an image that is not there', () => {
  expect(() => readImages(coloured, [0], mnist.normalization)).toThrow(
    /1 means and 1 deviations: expected 3/,
  );
  expect(() => readImages(coloured, [2], { mean: [0, 0, 0], std: [1, 1, 1] })).toThrow(RangeError);
  expect(() => readLabels(coloured, [-1])).toThrow(RangeError);
});
