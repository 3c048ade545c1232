import { type ImageBatch, type ImageShape, imageSize } from '@exmodel/distill';
import type { TeachingProgress } from '../teaching/teaching-event';

/** `count` images from number `first` on. */
export type MakeImages = (count: number, first: number) => ImageBatch;

/** So many values are painted in less than 20 ms. */
const valuesAtOnce = 1 << 16;

/** The images from number 0 on, made few by few: between two events others have their turn. */
export function madeImages(
  shape: ImageShape,
  make: MakeImages,
  count: number,
): AsyncGenerator<TeachingProgress, ImageBatch> {
  const batchSize = Math.max(1, Math.floor(valuesAtOnce / imageSize(shape)));
  return inBatches(shape, count, { batchSize, work: 0 }, async (some, first) => make(some, first).pixels);
}

/**
 * `count` images that are made batch by batch.
 *
 * @param work of making one
 * @param pixels of so many, from that number on
 */
export async function* inBatches(
  shape: ImageShape,
  count: number,
  { batchSize, work }: { readonly batchSize: number; readonly work: number },
  pixels: (count: number, first: number) => Promise<Float32Array>,
): AsyncGenerator<TeachingProgress, ImageBatch> {
  const all = new Float32Array(count * imageSize(shape));
  for (let done = 0; done < count; ) {
    const some = Math.min(batchSize, count - done);
    all.set(await pixels(some, done), done * imageSize(shape));
    done += some;
    yield {
      ...{ type: 'progress', phase: 'images', done, total: count, work: some * work },
      ...{ loss: undefined, step: false },
    };
  }
  return { shape, count, pixels: all };
}
