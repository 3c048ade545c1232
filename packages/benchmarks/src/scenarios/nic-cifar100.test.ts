import { expect, it } from 'vitest';
import { createBenchmark } from '../create-benchmark';
import type { ImageDataset } from '../images/image-dataset';

const synthetic = { trainPerClass: 11, testPerClass: 2 };
const open = (seed: number) => createBenchmark('nic_cifar100', { seed, synthetic });

const range = (length: number) => Array.from({ length }, (_, index) => index);
const labelsOf = (dataset: ImageDataset) => range(dataset.length).map((index) => dataset.label(index));
const imagesIn = (dataset: ImageDataset) =>
  range(dataset.length).map((index) => `${dataset.label(index)}: ${dataset.pixels(index).join()}`);

it('shows each class five times, with other classes each time, and each image once', async () => {
  const { experiences } = await open(1234);
  const rounds = range(5).map((round) => experiences.slice(10 * round, 10 * (round + 1)));
  for (const round of rounds) {
    const classes = round.flatMap((experience) => experience.classes);
    expect(classes.toSorted((a, b) => a - b)).toEqual(range(100));
  }
  const orders = rounds.map((round) => round.flatMap(({ classes }) => classes).join());
  expect(new Set(orders).size).toBe(5);
  const images = experiences.flatMap(({ train }) => imagesIn(train));
  expect([images.length, new Set(images).size]).toEqual([1100, 1100]);
});

it('tests an experience on all test images of its classes', async () => {
  const { experiences } = await open(1234);
  for (const { classes, train, test } of experiences) {
    expect(new Set(labelsOf(train))).toEqual(new Set(classes));
    expect(labelsOf(test).toSorted()).toEqual(classes.flatMap((label) => [label, label]).toSorted());
  }
});

it('is another stream for another seed', async () => {
  const [one, two] = await Promise.all([open(1), open(2)]);
  expect(two.experiences[0]?.classes).not.toEqual(one.experiences[0]?.classes);
});
