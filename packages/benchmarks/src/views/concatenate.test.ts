import { expect, it } from 'vitest';
import { type ArrayDatasetOptions, arrayDataset } from '../images/array-dataset';
import { concatenate } from './concatenate';

const set = (name: string, labels: readonly number[], other: Partial<ArrayDatasetOptions> = {}) =>
  arrayDataset({
    name,
    shape: [1, 1, 1],
    classCount: 3,
    labels,
    pixels: Uint8Array.from(labels, (l) => 10 * l),
    ...other,
  });

it('lays data sets end to end', () => {
  const all = concatenate([set('a', [0, 1]), set('b', []), set('c', [2])]);
  expect(all).toMatchObject({ name: 'a + b + c', length: 3, shape: [1, 1, 1], classCount: 3 });
  expect([0, 1, 2].map((i) => all.label(i))).toEqual([0, 1, 2]);
  expect([0, 1, 2].map((i) => all.pixels(i)[0])).toEqual([0, 10, 20]);
});

it('is the data set itself where there is one', () => {
  const only = set('a', [1]);
  expect(concatenate([only])).toBe(only);
});

it('refuses images that are not there, and no data sets', () => {
  const all = concatenate([set('a', [0]), set('b', [1])]);
  for (const index of [2, -1, 0.5]) {
    expect(() => all.label(index)).toThrow(RangeError);
    expect(() => all.pixels(index)).toThrow(RangeError);
  }
  expect(() => concatenate([])).toThrow(/no data sets were given/);
});

it.each([
  [
    'shape',
    { shape: [1, 4, 1] as const, pixels: new Uint8Array(4) },
    'b has images of 1 × 4 × 1, a of 1 × 1 × 1',
  ],
  ['turned shape', { shape: [1, 1, 2] as const, pixels: new Uint8Array(2) }, 'b has images of 1 × 1 × 2'],
  ['class count', { classCount: 5 }, 'b has 5 classes, a 3: expected'],
])('refuses a data set of another %s, when the view is made', (_, other, message) => {
  expect(() => concatenate([set('a', [0, 1]), set('b', [0], other)])).toThrow(RangeError);
  expect(() => concatenate([set('a', [0, 1]), set('b', [0], other)])).toThrow(message);
});
