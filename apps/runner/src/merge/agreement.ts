import type { Expert, ImageBatch } from '@exmodel/distill';
import { DivergedError } from '@exmodel/distill';
import { type Tensor2D, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
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

/**
 * @param expert in the student's numbering of classes
 * @param options.unlabelled only those images count that the student assigns to one of the expert's classes, because the expert
 * knows nothing about any others
 * @param options.batchSize images that go through a model together, at most; 250 unless it is less
 * @throws DivergedError when logits are NaN or infinite
 */
export async function* agreement(
  student: { logits(images: Tensor4D): Tensor2D },
  expert: Expert,
  images: ImageBatch,
  { unlabelled = false, batchSize: most = 250 }: AgreementOptions = {},
): AsyncGenerator<TeachingProgress, Agreement> {
  const batchSize = Math.min(250, most);
  let [count, own] = [0, 0];
  for (let from = 0; from < images.count; from += batchSize) {
    const batch = sliceImages(images, Math.min(batchSize, images.count - from), from);
    const [studentRows, expertRows] = [await rowsOf(student, batch), await rowsOf(expert, batch)];
    for (const [i, row] of expertRows.entries()) {
      const scores = studentRows[i] ?? [];
      if (unlabelled && !expert.classes.includes(best(scores, [...scores.keys()]))) continue;
      count += 1;
      if (best(scores, expert.classes) === best(row, expert.classes)) own += 1;
    }
    const done = from + batch.count;
    const units = 2 * batch.count * work.forward;
    yield {
      ...{ type: 'progress', phase: 'comparison', done, total: images.count, work: units },
      ...{ loss: undefined, step: false },
    };
  }
  return { images: count, own: own / count };
}

async function rowsOf(
  model: { logits(images: Tensor4D): Tensor2D },
  { pixels, count, shape }: ImageBatch,
): Promise<readonly (readonly number[])[]> {
  const logits = tidy(() => model.logits(tensor4d(pixels, [count, ...shape])));
  const rows = await logits.array();
  logits.dispose();
  if (rows.flat().every(Number.isFinite)) return rows;
  throw new DivergedError('student', 'logits to compare are NaN or infinite');
}

/** The class of the highest score; of equal ones the first. */
export function best(row: readonly number[], classes: readonly number[]): number {
  return classes.reduce((top, c) => ((row[c] as number) > (row[top] as number) ? c : top));
}
