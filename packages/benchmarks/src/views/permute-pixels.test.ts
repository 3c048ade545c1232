import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { arrayDataset } from '../images/array-dataset';
import { permutePixels } from './permute-pixels';

const dataset = arrayDataset({
  name: 'coloured',
  shape: [2, 2, 2],
  classCount: 1,
  labels: [0],
  pixels: Uint8Array.of(10, 11, 20, 21, 30, 31, 40, 41),
});

it('puts pixel permutation[i] at pixel i, channels together', () => {
  expect([...permutePixels(dataset, [3, 0, 2, 1]).pixels(0)]).toEqual([40, 41, 10, 11, 30, 31, 20, 21]);
});

test.prop([fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 })])(
  'is undone by the inverse permutation',
  (permutation) => {
    const inverse = permutation.map((_, i) => permutation.indexOf(i));
    expect(permutePixels(permutePixels(dataset, permutation), inverse).pixels(0)).toEqual(dataset.pixels(0));
  },
);

it('refuses a permutation of another size', () => {
  expect(() => permutePixels(dataset, [0, 1])).toThrow(/of 2 pixels for coloured: expected 4/);
});

it.each([
  ['9', [0, 1, 2, 9]],
  ['NaN', [0, 1, 2, Number.NaN]],
  ['-1', [0, 1, 2, -1]],
  ['0.5', [0, 1, 2, 0.5]],
  ['2', [0, 1, 2, 2]],
])('refuses %s where it does not move pixels to pixels', (entry, permutation) => {
  expect(() => permutePixels(dataset, permutation)).toThrow(RangeError);
  expect(() => permutePixels(dataset, permutation)).toThrow(
    `permutation[3] ${entry}: expected each of 0 to 3 once`,
  );
});
