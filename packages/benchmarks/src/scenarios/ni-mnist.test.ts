import { expect, it } from 'vitest';
import { createBenchmark } from '../create-benchmark';
import type { ImageDataset } from '../images/image-dataset';

const open = (seed: number) => createBenchmark('ni_mnist', { seed, synthetic: true });

const range = (length: number) => Array.from({ length }, (_, index) => index);
const labelsIn = (dataset: ImageDataset) => range(dataset.length).map((index) => dataset.label(index));
const imagesIn = (dataset: ImageDataset) =>
  range(dataset.length).map((index) => `${dataset.label(index)}: ${dataset.pixels(index).join()}`);

it('shows every training image once, a fifth of every class in each experience', async () => {
  const { experiences } = await open(1234);
  const images = experiences.flatMap(({ train }) => imagesIn(train));
  expect([images.length, new Set(images).size]).toEqual([600, 600]);
  for (const { classes, train } of experiences) {
    expect(classes).toEqual(range(10));
    expect(labelsIn(train).toSorted()).toEqual(range(120).map((index) => Math.floor(index / 12)));
  }
});

it('tests every experience on the whole test set', async () => {
  const { experiences } = await open(1234);
  const all = await createBenchmark('joint_mnist', { seed: 1234, synthetic: true });
  const whole = imagesIn(all.experiences[0]?.test as ImageDataset);
  for (const { test } of experiences) expect(imagesIn(test).toSorted()).toEqual(whole.toSorted());
});

it('is dealt by the seed', async () => {
  const [one, again, other] = await Promise.all([open(1), open(1), open(2)]);
  const images = ({ experiences }: typeof one) => experiences.map(({ train }) => imagesIn(train));
  expect(images(again)).toEqual(images(one));
  expect(images(other)).not.toEqual(images(one));
});

it('splits MNIST itself into fifths', async () => {
  const { experiences } = await createBenchmark('ni_mnist', { seed: 1234 });
  expect(experiences.map(({ test }) => test.length)).toEqual(Array(5).fill(10_000));
  const sizes = experiences.map(({ train }) => train.length);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(60_000);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(10);
});
