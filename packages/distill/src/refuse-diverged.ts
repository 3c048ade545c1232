import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { DivergedError } from './diverged-error';
import type { Expert } from './expert';
import type { ImageBatch } from './images';
import type { Weights } from './weights';

/** @throws DivergedError when a loss of the student's training, of step 1 … `steps`, is not finite */
export function refuseDivergedLoss(loss: number, step: number, steps: number): void {
  if (Number.isFinite(loss)) return;
  throw new DivergedError('student', `the student's loss is ${loss} at step ${step} of ${steps}`, { step });
}

/** @throws DivergedError when the student's last step has left weights that are not finite: no later loss would show it */
export function refuseDivergedStudent(weights: Weights): void {
  const name = notFinite(weights);
  if (name === undefined) return;
  throw new DivergedError(
    'student',
    `the student's ${name} holds NaN or infinite values after its last step`,
  );
}

/** @throws DivergedError when the expert's weights are not finite */
export function refuseDivergedExpert(expert: Expert, weights: Weights | undefined): void {
  const name = notFinite(weights ?? []);
  if (name !== undefined) throw uselessExpert(expert, `holds NaN or infinite values in its ${name}`);
}

/**
 * Looks for the cause of a loss that is not finite in what the student learned from.
 *
 * @throws DivergedError when the images are not finite, or the expert's logits for them
 */
export async function refuseDivergedTeaching(expert: Expert, images: ImageBatch): Promise<void> {
  const { pixels, count, shape } = images;
  refuseDivergedImages(pixels);
  const logits = tidy(() => expert.logits(tensor4d(pixels, [count, ...shape])));
  const values = await logits.data<'float32'>().finally(() => logits.dispose());
  if (!allFinite(values)) throw uselessExpert(expert, 'gives logits that are NaN or infinite');
}

/** @throws DivergedError when the pixels are not finite */
export function refuseDivergedImages(pixels: Float32Array): void {
  if (allFinite(pixels)) return;
  throw new DivergedError('images', 'the images to learn from hold NaN or infinite values');
}

/** That what it `does` makes an expert useless. */
export function uselessExpert(expert: Expert, does: string): DivergedError {
  return new DivergedError('expert', `the expert of classes [${expert.classes.join(', ')}] ${does}`, {
    expert,
  });
}

export function allFinite(values: Float32Array): boolean {
  return values.every((value) => Number.isFinite(value));
}

/** The name of the first array that holds a value that is not finite. */
export function notFinite(weights: Weights): string | undefined {
  return weights.find(({ values }) => !allFinite(values))?.name;
}
