import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { concatenateImages, type ImageBatch, imageSize, selectImages } from './images';

/** `count` images of two pixels, everything about the i-th of them made from `first + i`. */
const batch = (count: number, first = 0): ImageBatch => {
  const ids = Array.from({ length: count }, (_, i) => first + i);
  return {
    shape: [1, 2, 1],
    count,
    pixels: Float32Array.from(ids.flatMap((id) => [id, id + 0.5])),
    labels: Int32Array.from(ids, (id) => id % 7),
    softLabels: Float32Array.from(ids.flatMap((id) => [id, 0, 1])),
    tasks: Int32Array.from(ids, (id) => id % 3),
  };
};

describe('selectImages', () => {
  property.prop([
    fc
      .integer({ min: 1, max: 20 })
      .chain((count) => fc.tuple(fc.constant(count), fc.array(fc.nat(count - 1), { maxLength: 30 }))),
  ])('takes what is known of each image along', ([count, indices]) => {
    const chosen = selectImages(batch(count), indices);
    expect(chosen.count).toBe(indices.length);
    expect([...chosen.pixels]).toEqual(indices.flatMap((id) => [id, id + 0.5]));
    expect([...(chosen.labels ?? [])]).toEqual(indices.map((id) => id % 7));
    expect([...(chosen.softLabels ?? [])]).toEqual(indices.flatMap((id) => [id, 0, 1]));
    expect([...(chosen.tasks ?? [])]).toEqual(indices.map((id) => id % 3));
  });

  it('adds nothing that is not known', () => {
    const { shape, count, pixels } = batch(3);
    expect(Object.keys(selectImages({ shape, count, pixels }, [2]))).toEqual(['shape', 'count', 'pixels']);
  });
});

describe('concatenateImages', () => {
  property.prop([fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 })])(
    'lays batches end to end',
    (counts) => {
      let first = 0;
      const batches = counts.map((count) => {
        first += count;
        return batch(count, first - count);
      });
      expect(concatenateImages(batches)).toEqual(batch(first));
    },
  );

  it.each(['labels', 'softLabels', 'tasks'] as const)('%s known of one batch only are refused', (key) => {
    const { [key]: _, ...poorer } = batch(2);
    expect(() => concatenateImages([batch(2), poorer, batch(1)])).toThrow(
      new RegExp(`with and without ${key}`),
    );
    expect(() => concatenateImages([poorer, batch(2)])).toThrow(RangeError);
    expect(concatenateImages([poorer, poorer])).not.toHaveProperty(key);
  });

  it('no batch and batches of different shape are refused', () => {
    expect(() => concatenateImages([])).toThrow(/at least one batch/);
    const other: ImageBatch = { shape: [2, 1, 1], count: 1, pixels: new Float32Array(2) };
    expect(() => concatenateImages([batch(1), other])).toThrow(/1×2×1.*2×1×1/);
  });
});

it('imageSize is height × width × channels', () => {
  expect(imageSize([2, 3, 4])).toBe(24);
});
