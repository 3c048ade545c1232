import { requireCount } from '../require-count';
import { type ImageDataset, type ImageShape, valuesPerImage } from './image-dataset';
import { lazyDataset } from './lazy-dataset';

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
 * @throws RangeError if a side or the class count is not a positive integer, the lengths do not match or a label is not a class.
 */
export function arrayDataset(options: ArrayDatasetOptions): ImageDataset {
  const { name, shape, classCount, labels, pixels } = options;
  const [height, width, channels] = shape;
  for (const [side, value] of Object.entries({ height, width, channels, classCount }))
    requireCount(side, value);
  const size = valuesPerImage(shape);
  if (pixels.length !== labels.length * size) {
    throw new RangeError(
      `Data set ${name}: ${pixels.length} pixel values, expected ${labels.length * size} for ${labels.length} ` +
        `images of ${shape.join('×')}. Give one label an image and every pixel.`,
    );
  }
  return lazyDataset({ ...options, pixels: (index) => pixels.subarray(index * size, (index + 1) * size) });
}
