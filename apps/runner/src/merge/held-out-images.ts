import { type Expert, type ImageBatch, type ImageShape, modelInversion, Random } from '@exmodel/distill';
import { work } from '../teaching/work';
import { mergeDefaults } from './merge-options';
import type { TeachProgress } from './merge-source';
import { toldSynthesis } from './told-synthesis';

const { synthesis, heldOut } = mergeDefaults;

/** Work of {@link heldOutImages}, in units of a training step on one image. */
export function heldOutWork({ classes }: Expert): number {
  return perClass(classes) * classes.length * synthesis.iterations * work.synthesis;
}

/** Images of an expert's classes, made by model inversion with draws of their own: no student has learned from them. */
export function heldOutImages(
  expert: Expert,
  index: number,
  { shape, outputs, seed }: { readonly shape: ImageShape; readonly outputs: number; readonly seed: number },
): AsyncGenerator<TeachProgress, ImageBatch> {
  const make = modelInversion({ ...synthesis, shape, outputs });
  const count = perClass(expert.classes) * expert.classes.length;
  return toldSynthesis('comparison', index, make(expert, count, Random.seeded(seed, 'held out', index)));
}

function perClass(classes: readonly number[]): number {
  return Math.max(1, Math.floor(heldOut / classes.length));
}
