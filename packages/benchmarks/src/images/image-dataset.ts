/** The shape of one image, in pixels and channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** How many values one image of `shape` has. */
export function valuesPerImage(shape: ImageShape): number {
  return shape[0] * shape[1] * shape[2];
}

/**
 * Labelled 8-bit images by index. They need not all be in memory: a data set may read, resize or permute an image
 * when it is read.
 *
 * `label` and `pixels` throw a RangeError for an index that is not an integer in 0 … length − 1.
 */
export interface ImageDataset {
  readonly name: string;
  readonly length: number;
  readonly shape: ImageShape;
  /** Labels are integers in 0 … classCount − 1. A subset keeps its parent's count. */
  readonly classCount: number;
  label(index: number): number;
  /** height × width × channels values in 0 … 255, channels innermost. Not to be modified: it may be shared. */
  pixels(index: number): Uint8Array;
}

/** One data set, split as its makers split it. */
export interface TrainTest {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}
