import { type Tensor2D, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { type ImageBatch, imageSize } from '../images';

/** Images that go through the expert together. */
const batchSize = 250;

/** Rows of values, one for each image. */
export interface Rows {
  readonly width: number;
  /** images × width, row-major. */
  readonly values: Float32Array;
}

/** What `look` gives for all images, batch by batch; yields for how many it has been asked. */
export async function* readRows(
  images: ImageBatch,
  look: (images: Tensor4D) => Tensor2D,
): AsyncGenerator<number, Rows> {
  const size = imageSize(images.shape);
  const parts: Float32Array[] = [];
  for (let from = 0; from < images.count; from += batchSize) {
    const count = Math.min(batchSize, images.count - from);
    const pixels = images.pixels.subarray(from * size, (from + count) * size);
    const rows = tidy(() => look(tensor4d(pixels, [count, ...images.shape])));
    try {
      parts.push((await rows.data<'float32'>()).slice());
    } finally {
      rows.dispose();
    }
    yield from + count;
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const values = new Float32Array(length);
  let offset = 0;
  for (const part of parts) {
    values.set(part, offset);
    offset += part.length;
  }
  return { width: length / images.count, values };
}
