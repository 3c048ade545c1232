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

/** The images in batches, in their order. */
export function* inBatches({ shape, count: all, pixels }: ImageBatch): Generator<ImageBatch> {
  const size = imageSize(shape);
  for (let from = 0; from < all; from += batchSize) {
    const count = Math.min(batchSize, all - from);
    yield { shape, count, pixels: pixels.subarray(from * size, (from + count) * size) };
  }
}

/** The rows that `compute` gives for all images, batch by batch; after each `report` makes an event of its number of images. */
export async function* readRows<Event>(
  images: ImageBatch,
  report: (images: number) => Event,
  compute: (images: Tensor4D) => Tensor2D,
): AsyncGenerator<Event, Rows> {
  const parts: Float32Array[] = [];
  for (const { pixels, count, shape } of inBatches(images)) {
    const rows = tidy(() => compute(tensor4d(pixels, [count, ...shape])));
    try {
      parts.push((await rows.data<'float32'>()).slice());
    } finally {
      rows.dispose();
    }
    yield report(count);
  }
  const values = joined(parts);
  return { width: values.length / images.count, values };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    values.set(part, offset);
    offset += part.length;
  }
  return values;
}
