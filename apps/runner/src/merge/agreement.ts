import type { Expert, ImageBatch } from '@exmodel/distill';
import { DivergedError, selectImages } from '@exmodel/distill';
import { type Tensor2D, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';

/** How well a student agrees with an expert on images. */
export interface Agreement {
  /** Number of images that were compared. */
  readonly images: number;
  /** Share of them (NaN if there are none) on which both choose the same of the expert's classes. */
  readonly own: number;
  /** Share on which the student chooses the expert's class among all of its own. */
  readonly all: number;
}

interface AgreementOptions {
  readonly unlabelled?: boolean;
  readonly batchSize?: number;
}

/**
 * @param expert in the student's numbering of classes
 * @param images of the expert's classes. If `unlabelled`, only those count that the student assigns to one of the expert's
 * classes, because the expert knows nothing about any others
 * @param options.batchSize images that go through a model together, at most; 250 unless it is less
 * @throws DivergedError when logits are NaN or infinite
 */
export async function agreement(
  student: { logits(images: Tensor4D): Tensor2D },
  expert: Expert,
  images: ImageBatch,
  { unlabelled = false, batchSize: most = 250 }: AgreementOptions = {},
): Promise<Agreement> {
  const batchSize = Math.min(250, most);
  let [count, own, all] = [0, 0, 0];
  for (let from = 0; from < images.count; from += batchSize) {
    const size = Math.min(batchSize, images.count - from);
    const batch = selectImages(
      images,
      Array.from({ length: size }, (_, i) => from + i),
    );
    const rowsOf = async (model: { logits(images: Tensor4D): Tensor2D }) => {
      const logits = tidy(() => model.logits(tensor4d(batch.pixels, [size, ...batch.shape])));
      const rows = await logits.array();
      logits.dispose();
      if (!rows.flat().every(Number.isFinite))
        throw new DivergedError('student', 'logits to compare are NaN or infinite');
      return rows;
    };
    const [studentRows, expertRows] = [await rowsOf(student), await rowsOf(expert)];
    for (const [i, row] of expertRows.entries()) {
      const scores = studentRows[i] ?? [];
      const expected = best(row, expert.classes);
      const chosen = best(scores, [...scores.keys()]);
      if (unlabelled && (chosen === undefined || !expert.classes.includes(chosen))) continue;
      count += 1;
      if (best(scores, expert.classes) === expected) own += 1;
      if (chosen === expected) all += 1;
    }
  }
  return { images: count, own: own / count, all: all / count };
}

function best(scores: readonly number[], among: readonly number[]): number | undefined {
  return among.reduce<number | undefined>(
    (top, c) => (top === undefined || (scores[c] as number) > (scores[top] as number) ? c : top),
    undefined,
  );
}
