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
    /^normalization is mean \[0.1307\] .*: expected 3 of each/,
  );
  expect(() => readImages(coloured, [2], { mean: [0, 0, 0], std: [1, 1, 1] })).toThrow(RangeError);
  expect(() => readLabels(coloured, [-1])).toThrow(RangeError);
});

it.each([
  ['no deviation', { mean: [0], std: [0] }],
  ['one below zero', { mean: [0], std: [-1] }],
  ['one that float32 cannot hold', { mean: [0], std: [1e-60] }],
  ['no number', { mean: [Number.NaN], std: [1] }],
  ['nothing', { mean: [], std: [] }],
])('refuses a normalization with %s, both ways', (_, normalization) => {
  const grey = arrayDataset({
    ...{ name: 'grey', shape: [1, 1, 1], classCount: 1 },
    ...{ labels: [0], pixels: Uint8Array.of(7) },
  });
  const message = /^normalization is mean .*: expected 1 of each, those of std above 0/;
  expect(() => readImages(grey, [0], normalization)).toThrow(message);
  expect(() => toPixels(Float32Array.of(0.5), normalization)).toThrow(message);
});

it('toPixels refuses values that are no whole pixels', () => {
  expect(() => toPixels(new Float32Array(4), { mean: [0, 0, 0], std: [1, 1, 1] })).toThrow(
    '4 values for 3 channels: expected a multiple of 3.',
  );
});

it.each([5, 7])('refuses an augmentation that makes %i values of six', (length) => {
  const augment = () => new Uint8Array(length);
  const read = () =>
    readImages(coloured, [0], { mean: [0, 0, 0], std: [1, 1, 1] }, { augment, random: () => 0.5 });
  expect(read).toThrow(RangeError);
  expect(read).toThrow(`augment gave ${length} values for an image of 1 × 2 × 3: expected 6.`);
});

it('refuses an own data set whose images are not of its shape', () => {
  const own = { ...coloured, pixels: () => new Uint8Array(5) };
  expect(() => readImages(own, [0], { mean: [0, 0, 0], std: [1, 1, 1] })).toThrow(
    'coloured gave 5 values for an image of 1 × 2 × 3: expected 6.',
  );
});
