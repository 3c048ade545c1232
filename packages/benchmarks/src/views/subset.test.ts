import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { createSyntheticDataset } from '../datasets/synthetic';
import { subset } from './subset';

const { train: parent } = createSyntheticDataset({
  name: 'parent',
  shape: [4, 4, 1],
  classCount: 3,
  seed: 1,
  trainPerClass: 10,
});

test.prop([fc.array(fc.nat(29))])('shows the parent’s images in the given order', (indices) => {
  const view = subset(parent, indices);
  expect(view).toMatchObject({ length: indices.length, shape: parent.shape, classCount: 3 });
  for (const [index, original] of indices.entries()) {
    expect(view.label(index)).toBe(parent.label(original));
    expect(view.pixels(index)).toEqual(parent.pixels(original));
  }
  expect(() => view.label(indices.length)).toThrow(RangeError);
  expect(() => view.pixels(-1)).toThrow(RangeError);
});

test.prop([fc.uniqueArray(fc.nat(29), { minLength: 1 }), fc.nat()])(
  'of a subset is a subset',
  (indices, n) => {
    const inner = n % indices.length;
    const nested = subset(subset(parent, indices), [inner]);
    expect(nested.pixels(0)).toEqual(parent.pixels(indices[inner] ?? -1));
  },
);
