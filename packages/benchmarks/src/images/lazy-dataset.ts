import type { ImageDataset, ImageShape } from './image-dataset';

export interface LazyDatasetOptions {
  readonly name: string;
  readonly shape: ImageShape;
  readonly classCount: number;
  /** One label an image, each an integer in 0 … classCount − 1. */
  readonly labels: ArrayLike<number>;
  /** The image at an index that exists: height × width × channels values. */
  readonly pixels: (index: number) => Uint8Array;
}

/**
 * A data set that has its labels in memory and computes an image whenever it is read; no image is kept.
 *
 * @throws RangeError if a label is not a class.
 */
export function lazyDataset({ name, shape, classCount, labels, pixels }: LazyDatasetOptions): ImageDataset {
  const length = labels.length;
  for (let index = 0; index < length; index++) {
    const label = labels[index] as number;
    if (!Number.isInteger(label) || label < 0 || label >= classCount) {
      throw new RangeError(
        `Data set ${name}: label ${label} of image ${index}, expected an integer from 0 to ${classCount - 1}. ` +
          'Correct the labels or the class count.',
      );
    }
  }
  const check = (index: number): number => {
    if (Number.isInteger(index) && index >= 0 && index < length) return index;
    throw new RangeError(
      `Image ${index} of ${name}: expected an integer from 0 to ${length - 1}. Correct the index.`,
    );
  };
  return {
    name,
    length,
    shape,
    classCount,
    label: (index) => labels[check(index)] as number,
    pixels: (index) => pixels(check(index)),
  };
}
