import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { arrayDataset } from '../images/array-dataset';
import type { ImageDataset } from '../images/image-dataset';
import { splitByClass } from './split-by-class';

/** Images of one pixel that holds the image's own index, so that it can be recognised. */
function numbered(labels: readonly number[]): ImageDataset {
  const pixels = Uint8Array.from(labels.keys());
  return arrayDataset({ name: 'numbered', shape: [1, 1, 1], classCount: 12, labels, pixels });
}

function imagesOf(dataset: ImageDataset): { id: number | undefined; label: number }[] {
  return Array.from({ length: dataset.length }, (_, i) => ({
    id: dataset.pixels(i)[0],
    label: dataset.label(i),
  }));
}

const labels = fc.array(fc.nat(11), { maxLength: 200 });
const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], { minLength: 12 });
const count = fc.constantFrom(1, 2, 3, 4, 6, 12);
/** Integers from 1 whose sum is 12: the distances between some of the places where twelve classes can be cut. */
const sizes = fc.subarray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]).map((cuts) => {
  const ends = [...cuts, 12];
  return ends.map((end, i) => end - (ends[i - 1] ?? 0));
});

test.prop([labels, labels, order, fc.oneof(count, sizes)])(
  'cuts the class order, and puts every image into exactly one experience: that of its class',
  (trainLabels, testLabels, classOrder, split) => {
    const data = { train: numbered(trainLabels), test: numbered(testLabels) };
    const experiences = splitByClass(data, classOrder, split);
    const asked = typeof split === 'number' ? Array(split).fill(12 / split) : split;
    expect(experiences.map(({ classes }) => classes.length)).toEqual(asked);
    expect(experiences.map(({ index }) => index)).toEqual([...asked.keys()]);
    expect(experiences.flatMap(({ classes }) => classes)).toEqual(classOrder);
    for (const split of ['train', 'test'] as const) {
      for (const experience of experiences) {
        const images = imagesOf(experience[split]);
        expect(images.every(({ label }) => experience.classes.includes(label))).toBe(true);
        expect(images).toEqual(images.toSorted((a, b) => (a.id ?? -1) - (b.id ?? -1)));
      }
      const all = experiences.flatMap((experience) => imagesOf(experience[split]));
      expect(all.toSorted((a, b) => (a.id ?? -1) - (b.id ?? -1))).toEqual(imagesOf(data[split]));
    }
  },
);

it('refuses experiences that are not to be equal by count, unknown classes and repeated ones', () => {
  const data = { train: numbered([0, 1]), test: numbered([0]) };
  expect(() => splitByClass(data, [0, 1, 2, 3], 3)).toThrow(/4 classes in 3 experiences/);
  expect(() => splitByClass(data, [0, 1], 0)).toThrow(RangeError);
  expect(() => splitByClass(data, [0, 12], 1)).toThrow(/distinct integers from 0 to 11/);
  expect(() => splitByClass(data, [0, 0], 1)).toThrow(RangeError);
});

it.each([[[4, 3]], [[4, 3, 2]], [[4, 0, 4]], [[9, -1]], [[4.5, 3.5]], [[Number.NaN, 8]], [[]]])(
  'refuses to cut eight classes into %j',
  (sizes) => {
    const data = { train: numbered([0, 1]), test: numbered([0]) };
    expect(() => splitByClass(data, [0, 1, 2, 3, 4, 5, 6, 7], sizes)).toThrow(
      new RangeError(
        `[${sizes.join(', ')}] classes per experience, ${sizes.reduce((a, b) => a + b, 0)} in all: ` +
          'expected integers from 1 whose sum is 8. Correct the numbers.',
      ),
    );
  },
);
