import { type Expert, type ImageBatch, type ImageShape, Random } from '@exmodel/distill';
import { minversion } from '../teaching/images/minversion';
import { synthesisEvents } from '../teaching/synthesis-events';
import type { TeachingProgress } from '../teaching/teaching-event';
import { work } from '../teaching/work';
import type { ImagesAtOnce } from './images-at-once';
import { mergeDefaults } from './merge-options';

const { synthesis, heldOut } = mergeDefaults;

/** Work of {@link heldOutImages}, in units of a training step on one image. */
export function heldOutWork({ classes }: Expert): number {
  return perClass(classes) * classes.length * synthesis.iterations * work.synthesis;
}

interface HeldOutOptions {
  readonly shape: ImageShape;
  readonly outputs: number;
  readonly seed: number;
  readonly atOnce: ImagesAtOnce;
}

/** Images of an expert's classes, made by model inversion with random draws of their own: the student never sees them. */
export function heldOutImages(
  expert: Expert,
  index: number,
  { shape, outputs, seed, atOnce }: HeldOutOptions,
): AsyncGenerator<TeachingProgress, ImageBatch> {
  const batchSize = Math.min(synthesis.batchSize, atOnce.synthesis);
  const make = minversion.synthesis({ ...synthesis, batchSize, shape, outputs }, {});
  const count = perClass(expert.classes) * expert.classes.length;
  return synthesisEvents(make(expert, count, Random.seeded(seed, 'held out', index)), 'comparison');
}

function perClass(classes: readonly number[]): number {
  return Math.max(1, Math.floor(heldOut / classes.length));
}
