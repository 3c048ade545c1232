import { type ImageDataset, type ImageShape, valuesPerImage } from './image-dataset';

export interface ArrayDatasetOptions {
  readonly name: string;
  readonly shape: ImageShape;
  readonly classCount: number;
  /** One label an image, each an integer in 0 … classCount − 1. */
  readonly labels: ArrayLike<number>;
  /** labels.length × height × width × channels values. Kept, not copied. */
  readonly pixels: Uint8Array;
}

/**
 * A data set over arrays in memory; its images are views of `pixels`.
 *
 * @throws RangeError if the lengths do not match or a label is not a class.
 */
export function arrayDataset(options: ArrayDatasetOptions): ImageDataset {
  const { name, shape, classCount, labels, pixels } = options;
  const length = labels.length;
  const size = valuesPerImage(shape);
  if (pixels.length !== length * size) {
    throw new RangeError(
      `Data set ${name}: ${pixels.length} pixel values, expected ${length * size} for ${length} images of ` +
        `${shape.join('×')}. Give one label an image and every pixel.`,
    );
  }
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
    pixels: (index) => pixels.subarray(check(index) * size, (index + 1) * size),
  };
}
