import { describe, expect, it } from 'vitest';
import type { ImageDataset } from '../images/image-dataset';
import { createSyntheticDataset } from './synthetic';

describe.each([
  ['MNIST', [28, 28, 1], 10],
  ['a coloured set', [32, 32, 3], 20],
] as const)('the twin of %s', (name, shape, classCount) => {
  const options = { name, shape, classCount, seed: 7 };

  it('has balanced classes, and the same images for the same seed only', () => {
    const { train, test } = createSyntheticDataset(options);
    const again = createSyntheticDataset(options);
    const other = createSyntheticDataset({ ...options, seed: 8 });
    expect([train.length, test.length]).toEqual([60 * classCount, 20 * classCount]);
    expect(countOf(train, 3)).toBe(60);
    expect(again.test.pixels(5)).toEqual(test.pixels(5));
    expect(other.test.pixels(5)).not.toEqual(test.pixels(5));
    expect(train.pixels(5)).not.toEqual(test.pixels(5));
  });

  it('can be learned: the nearest class mean is right for more than 90 % of the test images', () => {
    const { train, test } = createSyntheticDataset(options);
    const means = Array.from({ length: classCount }, () => new Float64Array(train.pixels(0).length));
    for (let index = 0; index < train.length; index++) {
      const mean = means[train.label(index)];
      for (const [i, value] of train.pixels(index).entries()) if (mean) mean[i] = (mean[i] ?? 0) + value / 60;
    }
    let right = 0;
    for (let index = 0; index < test.length; index++) {
      const distances = means.map((mean) => squaredDistance(mean, test.pixels(index)));
      if (distances.indexOf(Math.min(...distances)) === test.label(index)) right++;
    }
    expect(right / test.length).toBeGreaterThan(0.9);
  });
});

function countOf(dataset: ImageDataset, label: number): number {
  return Array.from({ length: dataset.length }, (_, index) => dataset.label(index)).filter((l) => l === label)
    .length;
}

function squaredDistance(a: Float64Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0);
}
