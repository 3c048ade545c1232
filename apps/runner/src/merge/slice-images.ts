import { type ImageBatch, imageSize } from '@exmodel/distill';

/** So many images, from number `first` on. Their pixels are not copied. */
export function sliceImages({ shape, pixels }: ImageBatch, count: number, first = 0): ImageBatch {
  const size = imageSize(shape);
  return { shape, count, pixels: pixels.subarray(first * size, (first + count) * size) };
}
