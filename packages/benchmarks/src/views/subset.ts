import type { ImageDataset } from '../images/image-dataset';

/** The images of `dataset` at `indices`, in that order: a view, no image is copied. */
export function subset(dataset: ImageDataset, indices: ArrayLike<number>): ImageDataset {
  const parentIndex = (index: number): number => {
    const found = indices[index];
    if (found !== undefined) return found;
    throw new RangeError(
      `Image ${index} of a subset of ${dataset.name}: expected an integer from 0 to ${indices.length - 1}. ` +
        'Correct the index.',
    );
  };
  return {
    name: dataset.name,
    length: indices.length,
    shape: dataset.shape,
    classCount: dataset.classCount,
    label: (index) => dataset.label(parentIndex(index)),
    pixels: (index) => dataset.pixels(parentIndex(index)),
  };
}
