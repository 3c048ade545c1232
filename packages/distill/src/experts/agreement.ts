import { type Tensor2D, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { DivergedError } from '../diverged-error';
import type { Expert } from '../expert';
import { expertLogits } from '../expert-logits';
import { type ImageBatch, imageSize, requireImages } from '../images';
import { requireCount } from '../option-ranges';
import { refuseOtherClasses } from '../refuse-other-classes';
import { takeTurn } from '../take-turn';

/** How well a student agrees with an expert on images. */
export interface Agreement {
  /** Number of images that were compared. */
  readonly images: number;
  /** On how many of them both choose the same of the expert's classes. */
  readonly same: number;
}

export interface AgreementOptions {
  /** Count only images that the student assigns to one of the expert's classes: of others the expert knows nothing. Default false. */
  readonly unlabelled?: boolean | undefined;
  /** Images that go through a model together, at most. Default 250. */
  readonly batchSize?: number | undefined;
  /** Ends it with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compares a student with an expert on images. It is no accuracy: where both are wrong in the same way, they agree.
 *
 * @param expert in the student's numbering of classes
 * @throws RangeError when `batchSize` is no whole number ≥ 1, there are no images or not as many as their count says, the expert's logits are not as wide as the student's, or its classes are not
 * different outputs of the student
 * @throws DivergedError when logits are NaN or infinite
 */
export async function agreement(
  student: { logits(images: Tensor4D): Tensor2D },
  expert: Expert,
  batch: ImageBatch,
  { unlabelled = false, batchSize = 250, signal }: AgreementOptions = {},
): Promise<Agreement> {
  requireCount('batchSize', batchSize);
  requireImages(batch);
  const { pixels, count, shape } = batch;
  const size = imageSize(shape);
  let [images, same] = [0, 0];
  for (let from = 0; from < count; from += batchSize) {
    const some = Math.min(batchSize, count - from);
    const rows = async (compute: (images: Tensor4D) => Tensor2D) => {
      await takeTurn(signal);
      const part = pixels.subarray(from * size, (from + some) * size);
      const logits = tidy(() => compute(tensor4d(part, [some, ...shape])));
      const values = await logits.array();
      logits.dispose();
      if (values.flat().every(Number.isFinite)) return values;
      throw new DivergedError('student', 'logits to compare are NaN or infinite');
    };
    const taught = await rows((images) => student.logits(images));
    const outputs = taught[0]?.length ?? 0;
    refuseOtherClasses(expert.classes, outputs);
    const asked = await rows((images) => expertLogits(expert, images, outputs));
    for (const [i, row] of asked.entries()) {
      const scores = taught[i] ?? [];
      if (unlabelled && !expert.classes.includes(bestClass(scores, [...scores.keys()]))) continue;
      images += 1;
      if (bestClass(scores, expert.classes) === bestClass(row, expert.classes)) same += 1;
    }
  }
  return { images, same };
}

/** The class of the highest score; of equal ones the first. `classes`: at least one, all of them places in the row. */
export function bestClass(row: readonly number[], classes: readonly number[]): number {
  return classes.reduce((top, c) => ((row[c] as number) > (row[top] as number) ? c : top));
}
