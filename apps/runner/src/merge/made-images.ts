import { type ImageBatch, type ImageShape, imageSize } from '@exmodel/distill';
import type { TeachingProgress } from '../teaching/teaching-event';
import type { MakeImages } from './feature-images';

/** So many values are painted in less than 20 ms. */
const valuesAtOnce = 1 << 16;

/** The images from number 0 on, made few by few: between two events others have their turn. */
export async function* madeImages(
  shape: ImageShape,
  make: MakeImages,
  count: number,
): AsyncGenerator<TeachingProgress, ImageBatch> {
  const size = imageSize(shape);
  const pixels = new Float32Array(count * size);
  for (let done = 0; done < count; ) {
    const some = make(Math.min(Math.max(1, Math.floor(valuesAtOnce / size)), count - done), done);
    pixels.set(some.pixels, done * size);
    done += some.count;
    yield {
      ...{ type: 'progress', phase: 'images', done, total: count, work: 0 },
      ...{ loss: undefined, step: false },
    };
  }
  return { shape, count, pixels };
}
