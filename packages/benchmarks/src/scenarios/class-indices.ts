import type { ImageDataset } from '../images/image-dataset';

/** For each class, where its images are in the data set, in the data set's order. */
export function classIndices(dataset: ImageDataset): readonly (readonly number[])[] {
  const indices = Array.from({ length: dataset.classCount }, (): number[] => []);
  for (let index = 0; index < dataset.length; index++) indices[dataset.label(index)]?.push(index);
  return indices;
}
