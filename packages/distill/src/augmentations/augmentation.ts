import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { ImageBatch } from '../images';
import type { Random } from '../random';

/**
 * A random change of images that keeps what they show; the crops to a size of their own change height and
 * width. `together` is called inside `tidy`.
 */
export interface Augmentation {
  /** One draw for the whole batch; differentiable in the images: synthesis looks through it. */
  together(images: Tensor4D, random: Random): Tensor4D;
  /** A draw of its own for every image, on plain values: for training batches. Those of this package throw a RangeError when the batch does not hold what its count and shape say. */
  each(batch: ImageBatch, random: Random): ImageBatch;
}
