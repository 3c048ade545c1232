import { type Tensor2D, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { DivergedError } from '../diverged-error';
import type { Expert } from '../expert';
import { type ImageBatch, imageSize } from '../images';
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
 * @throws DivergedError when logits are NaN or infinite
 */
export async function agreement(
  student: { logits(images: Tensor4D): Tensor2D },
  expert: Expert,
  { pixels, count, shape }: ImageBatch,
  { unlabelled = false, batchSize = 250, signal }: AgreementOptions = {},
): Promise<Agreement> {
  const size = imageSize(shape);
  let [images, same] = [0, 0];
  for (let from = 0; from < count; from += batchSize) {
    const some = Math.min(batchSize, count - from);
    const rows = async (model: typeof student) => {
      await takeTurn(signal);
      const batch = pixels.subarray(from * size, (from + some) * size);
      const logits = tidy(() => model.logits(tensor4d(batch, [some, ...shape])));
      const values = await logits.array();
      logits.dispose();
      if (values.flat().every(Number.isFinite)) return values;
      throw new DivergedError('student', 'logits to compare are NaN or infinite');
    };
    const [taught, asked] = [await rows(student), await rows(expert)];
    for (const [i, row] of asked.entries()) {
      const scores = taught[i] ?? [];
      if (unlabelled && !expert.classes.includes(bestClass(scores, [...scores.keys()]))) continue;
      images += 1;
      if (bestClass(scores, expert.classes) === bestClass(row, expert.classes)) same += 1;
    }
  }
  return { images, same };
}

/** The class of the highest score; of equal ones the first. */
export function bestClass(row: readonly number[], classes: readonly number[]): number {
  return classes.reduce((top, c) => ((row[c] as number) > (row[top] as number) ? c : top));
}
