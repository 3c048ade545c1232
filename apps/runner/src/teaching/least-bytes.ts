import { type ImageShape, imageSize } from '@exmodel/distill';
import { modelInfo } from '@exmodel/models';

/** Bytes that a training step on one image takes at the least: the image, and what the architecture's layers give for it. */
export function leastBytes(architecture: string, shape: ImageShape): number {
  const [height, width] = shape;
  return 4 * (imageSize(shape) + height * width * modelInfo(architecture).valuesPerPixel);
}
