import type { ImageDataset } from '../images/image-dataset';
import { subset } from './subset';

/** The images of some classes, in the data set's own order. */
export function imagesOf(dataset: ImageDataset, classes: readonly number[]): ImageDataset {
  const wanted = new Set(classes);
  const indices: number[] = [];
  for (let index = 0; index < dataset.length; index++) {
    if (wanted.has(dataset.label(index))) indices.push(index);
  }
  return subset(dataset, indices);
}
