import type { ImageBatch, ImageShape } from '@exmodel/distill';
import type { CommonTrunk } from '@exmodel/distill/layers';
import { image, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { TeachingProgress } from '../teaching/teaching-event';
import { inBatches, type MakeImages } from './made-images';

/** A trunk at work. */
export interface Trunk extends Pick<CommonTrunk, 'shape' | 'features'> {
  /** Images that go through it together. */
  readonly batchSize: number;
  /** Work of making an image's features, the image included; one unit is a training step on one image's features. */
  readonly work: number;
}

/**
 * The features of images, made batch by batch: no more images are in memory than go through the trunk together. Images that are smaller than
 * those of the trunk are enlarged.
 *
 * @param shape of the trunk's images
 * @param first number of the first image
 */
export function featureImages(
  trunk: Trunk,
  shape: ImageShape,
  make: MakeImages,
  count: number,
  first = 0,
): AsyncGenerator<TeachingProgress, ImageBatch> {
  return inBatches(trunk.shape, count, trunk, (some, done) =>
    featuresOf(trunk, shape, make(some, first + done)),
  );
}

/** The features of images that go through the trunk together. */
export async function featuresOf(
  trunk: Pick<CommonTrunk, 'features'>,
  [height, width]: ImageShape,
  { pixels, count, shape }: ImageBatch,
): Promise<Float32Array> {
  const features = tidy(() => {
    const images = tensor4d(pixels, [count, ...shape]);
    const isWhole = shape[0] === height && shape[1] === width;
    return trunk.features(isWhole ? images : image.resizeBilinear(images, [height, width], false, true));
  });
  try {
    return await features.data<'float32'>();
  } finally {
    features.dispose();
  }
}
