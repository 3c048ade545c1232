import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { arrayDataset } from '../images/array-dataset';
import type { ImageDataset } from '../images/image-dataset';
import { TorchGenerator } from '../random/torch-generator';
import { dealImages } from './deal-images';

const CLASSES = 6;

/** Images of one pixel that holds the image's own index, so that it can be recognised. */
function numbered(labels: readonly number[]): ImageDataset {
  const pixels = Uint8Array.from(labels.keys());
  return arrayDataset({ name: 'numbered', shape: [1, 1, 1], classCount: CLASSES, labels, pixels });
}

function imagesIn(dataset: ImageDataset): { id: number; label: number }[] {
  return Array.from({ length: dataset.length }, (_, i) => ({
    id: dataset.pixels(i)[0] as number,
    label: dataset.label(i),
  }));
}

const deal = (labels: readonly number[], groups: readonly (readonly number[])[], seed: number) =>
  dealImages(numbered(labels), groups, new TorchGenerator(seed)).map(imagesIn);

const labels = fc.array(fc.nat(CLASSES - 1), { maxLength: 200 });
const groups = fc.array(fc.subarray([...Array(CLASSES).keys()], { minLength: 1 }), {
  minLength: 1,
  maxLength: 5,
});

test.prop([labels, groups, fc.nat()])(
  'puts every image of a class into exactly one of the experiences that have it, in equal parts, in order',
  (given, wanted, seed) => {
    const dealt = deal(given, wanted, seed);
    for (const [experience, images] of dealt.entries()) {
      expect(images.every(({ label }) => wanted[experience]?.includes(label))).toBe(true);
      expect(images).toEqual(images.toSorted((a, b) => a.id - b.id));
    }
    const all = dealt.flat().toSorted((a, b) => a.id - b.id);
    const had = imagesIn(numbered(given)).filter(({ label }) => wanted.some((own) => own.includes(label)));
    expect(all).toEqual(had);
    for (let label = 0; label < CLASSES; label++) {
      const parts = dealt
        .filter((_, experience) => wanted[experience]?.includes(label))
        .map((images) => images.filter((image) => image.label === label).length);
      if (parts.length > 0) expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
    }
    expect(deal(given, wanted, seed)).toEqual(dealt);
  },
);

it('deals otherwise for another seed', () => {
  const given = Array<number>(100).fill(3);
  expect(deal(given, [[3], [3]], 1)).not.toEqual(deal(given, [[3], [3]], 2));
});
