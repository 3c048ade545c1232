import { type Expert, type ImageBatch, type ImageShape, Random } from '@exmodel/distill';
import { minversion } from '../teaching/images/minversion';
import { synthesisEvents } from '../teaching/synthesis-events';
import type { TeachingProgress } from '../teaching/teaching-event';
import { work } from '../teaching/work';
import type { ImagesAtOnce } from './images-at-once';
import { mergeDefaults } from './merge-options';

const { synthesis, heldOut } = mergeDefaults;

/** Work of one image. */
const imageWork = synthesis.iterations * work.synthesis;

/** Work of {@link heldOutImages} that may take so much, in units of a training step on one image. */
export function heldOutWork({ classes }: Expert, most: number): number {
  return perClass(classes, most) * classes.length * imageWork;
}

interface HeldOutOptions {
  readonly shape: ImageShape;
  readonly outputs: number;
  readonly seed: number;
  readonly atOnce: ImagesAtOnce;
  /** How much making them may take, but for an image of each class. */
  readonly work: number;
}

/** Images of an expert's classes, made by model inversion with random draws of their own: the student never sees them. */
export function heldOutImages(
  expert: Expert,
  index: number,
  { shape, outputs, seed, atOnce, work: most }: HeldOutOptions,
): AsyncGenerator<TeachingProgress, ImageBatch> {
  const batchSize = Math.min(synthesis.batchSize, atOnce.synthesis);
  const make = minversion.synthesis({ ...synthesis, batchSize, shape, outputs }, {});
  const count = perClass(expert.classes, most) * expert.classes.length;
  return synthesisEvents(make(expert, count, Random.seeded(seed, 'held out', index)), 'comparison');
}

function perClass(classes: readonly number[], most: number): number {
  return Math.max(1, Math.floor(Math.min(heldOut, most / imageWork) / classes.length));
}
