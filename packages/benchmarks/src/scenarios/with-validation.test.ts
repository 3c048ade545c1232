import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { createBenchmark } from '../create-benchmark';
import { arrayDataset } from '../images/array-dataset';
import type { ImageDataset } from '../images/image-dataset';
import type { Benchmark, Experience } from './benchmark';
import { withValidation } from './with-validation';

/** Images of one pixel that holds the image's own index, so that it can be recognised. */
function numbered(labels: readonly number[]): ImageDataset {
  const pixels = Uint8Array.from(labels.keys());
  return arrayDataset({ name: 'numbered', shape: [1, 1, 1], classCount: 4, labels, pixels });
}

function streamOf(...sets: readonly (readonly number[])[]): Benchmark {
  const test = numbered([0, 1, 2, 3]);
  return {
    ...{ scenario: 'numbered', classCount: 4, shape: [1, 1, 1], multiTask: false },
    normalization: { mean: [0], std: [1] },
    experiences: sets.map((labels, index) => ({
      index,
      classes: [0, 1, 2, 3],
      train: numbered(labels),
      test,
    })),
  };
}

const idsOf = (dataset: ImageDataset | undefined) =>
  Array.from({ length: dataset?.length ?? 0 }, (_, i) => dataset?.pixels(i)[0] ?? -1);
const ofClass = (dataset: ImageDataset | undefined, label: number) =>
  Array.from({ length: dataset?.length ?? 0 }, (_, i) => dataset?.label(i)).filter((each) => each === label)
    .length;

const labels = fc.array(fc.nat(3), { minLength: 5, maxLength: 200 }); // of four classes, one has two images
const fraction = fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true });

test.prop([labels, fraction, fc.nat()])(
  'sets the share of each class aside, once, in the order of the data set, and leaves some of it and all test images',
  (given, share, seed) => {
    const [whole] = streamOf(given).experiences as [Experience];
    const [{ train, validation, test }] = withValidation(streamOf(given), { fraction: share, seed })
      .experiences as [Experience];
    const [left, aside] = [idsOf(train), idsOf(validation)];
    for (const ids of [left, aside]) expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect([...left, ...aside].toSorted((a, b) => a - b)).toEqual(idsOf(whole.train));
    for (const label of [0, 1, 2, 3]) {
      const all = ofClass(whole.train, label);
      const wanted = Math.max(1, Math.round(share * all));
      expect(ofClass(validation, label)).toBe(all === 0 ? 0 : Math.min(all - 1, wanted));
    }
    expect(idsOf(test)).toEqual(idsOf(whole.test));
  },
);

it('depends on the seed and the labels: the same images in two experiences, others with another seed', () => {
  const labels = Array.from({ length: 100 }, (_, i) => i % 4);
  const aside = (seed: number) =>
    withValidation(streamOf(labels, labels), { fraction: 0.2, seed }).experiences.map(({ validation }) =>
      idsOf(validation),
    );
  const [first, second] = aside(1);
  expect(first).toHaveLength(20);
  expect(second).toEqual(first);
  expect(aside(1)).toEqual([first, first]);
  expect(aside(2)[0]).not.toEqual(first);
});

it('leaves a validation set that a data set has', () => {
  const stream = streamOf([0, 0]);
  const own = numbered([1]);
  const experiences = stream.experiences.map((experience) => ({ ...experience, validation: own }));
  expect(withValidation({ ...stream, experiences }, { fraction: 0.5, seed: 1 }).experiences).toEqual(
    experiences,
  );
});

it('never trains on an image that another experience of a permuted stream sets aside', async () => {
  const benchmark = await createBenchmark('pmnist', { seed: 1, synthetic: true, permutations: 2 });
  const [one, other] = withValidation(benchmark, { fraction: 0.1, seed: 1 }).experiences as [
    Experience,
    Experience,
  ];
  // A permutation moves the values of an image and keeps them.
  const values = (dataset: ImageDataset | undefined) =>
    Array.from({ length: dataset?.length ?? 0 }, (_, i) => dataset?.pixels(i).toSorted().join() ?? '');
  expect(values(other.validation)).toEqual(values(one.validation));
  const trained = new Set(values(other.train));
  expect(values(one.validation).filter((image) => trained.has(image))).toEqual([]);
});

it.each([0, 1, -0.1, 1.5, Number.NaN])('refuses the fraction %s', (given) => {
  expect(() => withValidation(streamOf([0, 0]), { fraction: given, seed: 1 })).toThrow(
    new RangeError(`validation fraction ${given}: expected a number above 0 and below 1. Correct it.`),
  );
});

it('refuses an experience of which nothing would be left', () => {
  expect(() => withValidation(streamOf([0, 0], [0, 1, 2]), { fraction: 0.5, seed: 1 })).toThrow(
    /^experience 1 has 3 training images and at most one of each class: expected two of one class/,
  );
});
