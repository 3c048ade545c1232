import type { Expert, ImageBatch } from '@exmodel/distill';
import { agreement as compared } from '@exmodel/distill/experts';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { TeachingProgress } from '../teaching/teaching-event';
import { work } from '../teaching/work';
import { sliceImages } from './slice-images';

/** How well a student agrees with an expert on images. */
export interface Agreement {
  /** Number of images that were compared. */
  readonly images: number;
  /** Share of them (NaN if there are none) on which both choose the same of the expert's classes. */
  readonly own: number;
}

interface AgreementOptions {
  readonly unlabelled?: boolean;
  readonly batchSize?: number;
}

/** The package's `agreement` with progress after each batch, of at most 250 images. */
export async function* agreement(
  student: { logits(images: Tensor4D): Tensor2D },
  expert: Expert,
  images: ImageBatch,
  { unlabelled = false, batchSize: most = 250 }: AgreementOptions = {},
): AsyncGenerator<TeachingProgress, Agreement> {
  const batchSize = Math.min(250, most);
  let [count, same] = [0, 0];
  for (let from = 0; from < images.count; from += batchSize) {
    const batch = sliceImages(images, Math.min(batchSize, images.count - from), from);
    const found = await compared(student, expert, batch, { unlabelled, batchSize });
    count += found.images;
    same += found.same;
    const done = from + batch.count;
    const units = 2 * batch.count * work.forward;
    yield {
      ...{ type: 'progress', phase: 'comparison', done, total: images.count, work: units },
      ...{ loss: undefined, step: false },
    };
  }
  return { images: count, own: same / count };
}
