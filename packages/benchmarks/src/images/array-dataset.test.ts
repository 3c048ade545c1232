import { expect, it } from 'vitest';
import { arrayDataset } from './array-dataset';

const tiny = {
  name: 'tiny',
  shape: [1, 2, 1],
  classCount: 3,
  labels: [2, 0],
  pixels: Uint8Array.of(1, 2, 3, 4),
} as const;

it('gives each image its label and pixels', () => {
  const dataset = arrayDataset(tiny);
  expect([dataset.length, dataset.label(0), dataset.label(1)]).toEqual([2, 2, 0]);
  expect([dataset.pixels(0), dataset.pixels(1)]).toEqual([Uint8Array.of(1, 2), Uint8Array.of(3, 4)]);
});

it.each([-1, 2, 0.5, Number.NaN])('has no image %s', (index) => {
  const dataset = arrayDataset(tiny);
  expect(() => dataset.label(index)).toThrow(RangeError);
  expect(() => dataset.pixels(index)).toThrow(RangeError);
});

it('refuses labels that are no classes, and arrays that do not fit together', () => {
  expect(() => arrayDataset({ ...tiny, labels: [0, 3] })).toThrow(/label 3 of image 1, expected .* 0 to 2/);
  expect(() => arrayDataset({ ...tiny, labels: [0] })).toThrow(/4 pixel values, expected 2/);
  expect(() => arrayDataset({ ...tiny, shape: [0.5, 4, 1] })).toThrow(/height 0.5: expected a positive/);
  expect(() => arrayDataset({ ...tiny, shape: [1, -2, -1] })).toThrow(/width -2: expected a positive/);
  expect(() => arrayDataset({ ...tiny, classCount: Number.NaN })).toThrow(/classCount NaN: expected/);
});
