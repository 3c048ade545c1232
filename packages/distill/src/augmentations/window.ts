import { pad, slice, type Tensor4D } from '@tensorflow/tfjs-core';
import { type ImageBatch, imageSize, requireWholeBatch } from '../images';

/** A part of the plane in which an image lies at (0, 0), in pixels; what is outside of the image is 0. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The same window of all images; differentiable in them. */
export function windowTogether(images: Tensor4D, { top, left, height, width }: Window): Tensor4D {
  const [batch, fullHeight, fullWidth, channels] = images.shape;
  const missing = (offset: number, length: number, full: number): [number, number] => [
    Math.max(0, -offset),
    Math.max(0, offset + length - full),
  ];
  const vertical = missing(top, height, fullHeight);
  const horizontal = missing(left, width, fullWidth);
  const padded = pad(images, [[0, 0], vertical, horizontal, [0, 0]]);
  return slice(padded, [0, top + vertical[0], left + horizontal[0], 0], [batch, height, width, channels]);
}

/** A window of each image, all of one size: `windowOf` is called once per image, in their order. */
export function windowEach(
  batch: ImageBatch,
  height: number,
  width: number,
  windowOf: () => Pick<Window, 'top' | 'left'>,
): ImageBatch {
  requireWholeBatch(batch);
  const [fullHeight, fullWidth, channels] = batch.shape;
  const [from, to] = [imageSize(batch.shape), height * width * channels];
  const pixels = new Float32Array(batch.count * to);
  for (let image = 0; image < batch.count; image++) {
    const { top, left } = windowOf();
    const firstColumn = Math.max(0, -left);
    const lastColumn = Math.min(width, fullWidth - left);
    if (firstColumn >= lastColumn) continue; // nothing of this image is in its window
    for (let row = Math.max(0, -top); row < Math.min(height, fullHeight - top); row++) {
      const source = image * from + ((row + top) * fullWidth + firstColumn + left) * channels;
      const length = (lastColumn - firstColumn) * channels;
      pixels.set(
        batch.pixels.subarray(source, source + length),
        image * to + (row * width + firstColumn) * channels,
      );
    }
  }
  return { ...batch, shape: [height, width, channels], pixels };
}
