import { type Expert, type ImageBatch, type ImageShape, Random } from '@exmodel/distill';
import { tidy, zeros } from '@tensorflow/tfjs-core';
import { drawnImages as ascended, drawnWork as ascentWork, canDraw } from '../teaching/drawn-images';
import { minversion } from '../teaching/images/minversion';
import { paintedStart } from '../teaching/images/painted';
import { synthesisEvents } from '../teaching/synthesis-events';
import type { TeachingProgress } from '../teaching/teaching-event';
import { work } from '../teaching/work';
import { mergeAugmentation, mergeDefaults } from './merge-options';
import type { TeachContext } from './merge-source';

const { drawing } = mergeDefaults;
/** Drawing by evidence holds about so many times what the gradient of the expert alone takes. */
const ascentNetworks = 4;

/** Whether images can be drawn towards the expert's classes, by the batch norm statistics of its training images. */
export function hasBatchNorm(expert: Expert, shape: ImageShape): boolean {
  return tidy(() => (expert.logitsAndStatistics?.(zeros([1, ...shape])).statistics.length ?? 0) > 0);
}

/** Whether it is known, and not only estimated, from which weights the expert's training started: then images can be drawn towards its classes by its evidence. */
function knowsOrigin({ novelty, initialWeights, initialEstimated = false }: Expert): boolean {
  return novelty !== undefined && initialWeights !== undefined && !initialEstimated;
}

/** Whether images can be drawn towards the classes of one of the experts. */
export async function canBeDrawn(experts: readonly Expert[], shape: ImageShape): Promise<boolean> {
  for (const expert of experts)
    if (hasBatchNorm(expert, shape) || (await canDraw(expert, undefined))) return true;
  return false;
}

/** Work of making that many {@link drawnImages} of each expert. */
export function drawnWork(experts: readonly Expert[], shape: ImageShape, shares: readonly number[]): number {
  return experts.reduce((total, expert, i) => {
    const images = shares[i] ?? 0;
    if (images === 0) return total;
    const inversion = images * drawing.iterations * work.synthesis;
    return total + (hasBatchNorm(expert, shape) ? inversion : ascentWork(images));
  }, 0);
}

/** How many of `count` images each expert gets towards which images can be drawn, in whole classes; 0 for the others. */
export function drawnShares(experts: readonly Expert[], shape: ImageShape, count: number): number[] {
  const able = experts.map((expert) => hasBatchNorm(expert, shape) || knowsOrigin(expert));
  const share = Math.floor(count / Math.max(1, able.filter(Boolean).length));
  return experts.map(({ classes }, i) =>
    able[i] ? Math.max(1, Math.floor(share / classes.length)) * classes.length : 0,
  );
}

/** Painted images, drawn towards the classes of one expert: by model inversion where it has batch norm, else up its own evidence. */
export function drawnImages(
  expert: Expert,
  index: number,
  count: number,
  { shape, normalization, student, seed, atOnce }: TeachContext,
): AsyncGenerator<TeachingProgress, ImageBatch> {
  const random = Random.seeded(seed, 'drawn', index);
  const format = { shape, normalization };
  const { outputs } = student;
  if (!hasBatchNorm(expert, shape)) {
    const batchSize = Math.max(1, Math.min(drawing.batchSize, Math.floor(atOnce.synthesis / ascentNetworks)));
    return ascended(expert, count, { format, outputs, batchSize }, random);
  }
  const recipe = {
    ...drawing,
    batchSize: Math.min(drawing.batchSize, atOnce.synthesis),
    shape,
    outputs,
    augmentation: mergeAugmentation,
    start: paintedStart(format),
  };
  const make = minversion.synthesis(recipe, {});
  return synthesisEvents(make(expert, count, random), 'drawing');
}
