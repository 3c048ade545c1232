import type { Expert, ImageBatch } from '@exmodel/distill';
import { selectImages } from '@exmodel/distill';
import { type Tensor2D, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';

/** How well a student agrees with an expert on images. */
export interface Agreement {
  readonly images: number;
  /** Share of images on which both choose the same of the expert's classes. */
  readonly own: number;
  /** Share on which the student chooses the expert's class among all of its own. */
  readonly all: number;
}

const batchSize = 250;

/** @param expert in the student's numbering of classes */
export async function agreement(
  student: { logits(images: Tensor4D): Tensor2D },
  expert: Expert,
  images: ImageBatch,
): Promise<Agreement> {
  let [own, all] = [0, 0];
  for (let from = 0; from < images.count; from += batchSize) {
    const count = Math.min(batchSize, images.count - from);
    const batch = selectImages(
      images,
      Array.from({ length: count }, (_, i) => from + i),
    );
    const rowsOf = async (model: { logits(images: Tensor4D): Tensor2D }) => {
      const logits = tidy(() => model.logits(tensor4d(batch.pixels, [count, ...batch.shape])));
      const rows = await logits.array();
      logits.dispose();
      return rows;
    };
    const [said, meant] = [await rowsOf(student), await rowsOf(expert)];
    for (const [i, row] of meant.entries()) {
      const scores = said[i] ?? [];
      const taught = best(row, expert.classes);
      if (best(scores, expert.classes) === taught) own += 1;
      if (best(scores, [...scores.keys()]) === taught) all += 1;
    }
  }
  return { images: images.count, own: own / images.count, all: all / images.count };
}

function best(scores: readonly number[], among: readonly number[]): number | undefined {
  return among.reduce<number | undefined>(
    (top, c) => (top === undefined || (scores[c] as number) > (scores[top] as number) ? c : top),
    undefined,
  );
}
