import { type Tensor2D, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { type ImageBatch, imageSize } from '../images';
import { repeated } from '../repeated';
import type { Place } from '../state';

/** Rows of values, one for each image. */
export interface Rows {
  readonly width: number;
  /** images × width, row-major. */
  readonly values: Float32Array;
}

/** The rows of the first images. */
export interface FirstRows {
  readonly images: number;
  readonly values: Float32Array;
}

/** The images from `first` on in batches, in their order. */
export function* inBatches(images: ImageBatch, batchSize: number, first = 0): Generator<ImageBatch> {
  const { shape, count: all, pixels } = images;
  const size = imageSize(shape);
  for (let from = first; from < all; from += batchSize) {
    const count = Math.min(batchSize, all - from);
    yield { shape, count, pixels: pixels.subarray(from * size, (from + count) * size) };
  }
}

/**
 * The rows that `compute` gives for all images, batch by batch; after each `report` makes an event of its number of images.
 *
 * @param around called with what computes a batch
 */
export async function* readRows<Event>(
  images: ImageBatch,
  batchSize: number,
  report: (images: number) => Event,
  compute: (images: Tensor4D) => Tensor2D,
  place: Place<FirstRows>,
  around: <T>(compute: () => T) => T = (compute) => compute(),
): AsyncGenerator<Event, Rows> {
  let done = place.from?.images ?? 0;
  const parts = place.from === undefined ? [] : [place.from.values.slice()];
  place.now = () => ({ images: done, values: joined(parts) });
  for (const { pixels, count, shape } of inBatches(images, batchSize, done)) {
    const [rows] = around(() =>
      tidy(() => {
        const batch = tensor4d(pixels, [count, ...shape]);
        return repeated(compute, [batch], () => [compute(batch)]);
      }),
    ) as [Tensor2D];
    try {
      parts.push((await rows.data<'float32'>()).slice());
    } finally {
      rows.dispose();
    }
    done += count;
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
