import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { createBenchmark } from '../create-benchmark';
import type { ImageDataset } from '../images/image-dataset';
import type { Benchmark } from './benchmark';

const tiny = { trainPerClass: 4, testPerClass: 3 };
const open = (seed: number) => createBenchmark('overlap_mnist', { seed, synthetic: tiny });

const range = (length: number) => Array.from({ length }, (_, index) => index);
const imagesIn = (dataset: ImageDataset) =>
  range(dataset.length).map((index) => `${dataset.label(index)}: ${dataset.pixels(index).join()}`);
const allOf = ({ experiences }: Benchmark, split: 'train' | 'test') =>
  experiences.map((experience) => imagesIn(experience[split]));

test.prop([fc.nat()], { numRuns: 10 })(
  'is a ring of five groups of three classes over the class order, whatever the seed',
  async (seed) => {
    const { experiences } = await open(seed);
    const split = await createBenchmark('split_mnist', { seed, synthetic: tiny });
    const ring = split.experiences.flatMap(({ classes }) => classes);
    expect(experiences.map(({ classes }) => classes)).toEqual(
      range(5).map((index) => [ring[2 * index], ring[2 * index + 1], ring[(2 * index + 2) % 10]]),
    );
    expect(new Set(experiences.flatMap(({ classes }) => classes)).size).toBe(10);
  },
);

describe.each(['train', 'test'] as const)('its images to %s', (split) => {
  it('are all there, each once', async () => {
    const images = allOf(await open(1234), split).flat();
    const perClass = { train: 4, test: 3 }[split];
    expect([images.length, new Set(images).size]).toEqual([10 * perClass, 10 * perClass]);
  });

  it('are halved between two experiences of one class, and whole elsewhere', async () => {
    const benchmark = await createBenchmark('overlap_mnist', { seed: 1234, synthetic: true });
    const perClass = { train: 60, test: 20 }[split];
    for (const { classes, ...experience } of benchmark.experiences) {
      const labels = range(experience[split].length).map((index) => experience[split].label(index));
      const counts = classes.map((label) => labels.filter((each) => each === label).length);
      expect(counts).toEqual([perClass / 2, perClass, perClass / 2]);
    }
  });

  it('are dealt by the seed', async () => {
    const [one, again] = await Promise.all([open(1), open(1)]);
    expect(allOf(again, split)).toEqual(allOf(one, split));
  });
});

it('counts every test image of MNIST once', async () => {
  const { experiences } = await createBenchmark('overlap_mnist', { seed: 1234 });
  expect(experiences.reduce((sum, { test: images }) => sum + images.length, 0)).toBe(10_000);
});
