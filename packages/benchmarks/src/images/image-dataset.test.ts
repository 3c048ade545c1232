import { expect, expectTypeOf, it } from 'vitest';
import { readImages, readLabels } from '../read-images';
import { subset } from '../views/subset';
import { type ImageDataset, valuesPerImage } from './image-dataset';

it('is an object of plain facts and two functions: an own data set needs no class and no loader', () => {
  type Member = 'name' | 'length' | 'shape' | 'classCount' | 'label' | 'pixels';
  expectTypeOf<keyof ImageDataset>().toEqualTypeOf<Member>();
  const own = {
    name: 'own',
    length: 2,
    shape: [1, 2, 1] as const,
    classCount: 2,
    label: (index: number) => index,
    pixels: (index: number) => Uint8Array.of(0, 255 * index),
  };
  expectTypeOf(own).toExtend<ImageDataset>();

  const plain = { mean: [0], std: [1] };
  expect([...readImages(subset(own, [1, 0]), [0, 1], plain)]).toEqual([0, 1, 0, 0]);
  expect([...readLabels(own, [1])]).toEqual([1]);
  expect(valuesPerImage(own.shape)).toBe(2);
});
