import { type Expert, type ImageBatch, type ImageShape, modelInversion, Random } from '@exmodel/distill';
import { work } from '../pipeline/work';
import { mergeDefaults } from './merge-options';
import type { TeachProgress } from './merge-source';

const { synthesis, heldOut } = mergeDefaults;

/** Work of {@link heldOutImages}, in units of a training step on one image. */
export function heldOutWork({ classes }: Expert): number {
  return perClass(classes) * classes.length * synthesis.iterations * work.synthesis;
}

/** Images of an expert's classes, made by model inversion with draws of their own: no student has learned from them. */
export async function* heldOutImages(
  expert: Expert,
  index: number,
  { shape, outputs, seed }: { readonly shape: ImageShape; readonly outputs: number; readonly seed: number },
): AsyncGenerator<TeachProgress, ImageBatch> {
  const make = modelInversion({ ...synthesis, shape, outputs });
  const count = perClass(expert.classes) * expert.classes.length;
  const making = make(expert, count, Random.seeded(seed, 'held out', index));
  let imagesDone = 0;
  for (;;) {
    const told = await making.next();
    if (told.done === true) return told.value;
    const { iteration: done, iterations: total, imagesDone: all, loss } = told.value;
    const units = (all - imagesDone) * work.synthesis;
    imagesDone = all;
    yield { phase: 'comparison', done, total, expert: index, work: units, loss };
  }
}

function perClass(classes: readonly number[]): number {
  return Math.max(1, Math.floor(heldOut / classes.length));
}
