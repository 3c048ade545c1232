import { type Expert, type ImageBatch, type ImageShape, Random } from '@exmodel/distill';
import { tidy, zeros } from '@tensorflow/tfjs-core';
import { minversion } from '../teaching/images/minversion';
import { paintedStart } from '../teaching/images/painted';
import { synthesisEvents } from '../teaching/synthesis-events';
import type { TeachingProgress } from '../teaching/teaching-event';
import { work } from '../teaching/work';
import { mergeAugmentation, mergeDefaults } from './merge-options';
import type { TeachContext } from './merge-source';

const { drawing } = mergeDefaults;

/** Whether images can be drawn towards the expert's classes, by the batch norm statistics of its training images. */
export function hasBatchNorm(expert: Expert, shape: ImageShape): boolean {
  return tidy(() => (expert.logitsAndStatistics?.(zeros([1, ...shape])).statistics.length ?? 0) > 0);
}

/** Work of making that many {@link drawnImages}. */
export function drawnWork(images: number): number {
  return images * drawing.iterations * work.synthesis;
}

/** How many of `count` images each expert with batch norm gets, in whole classes; 0 for the others. */
export function drawnShares(experts: readonly Expert[], shape: ImageShape, count: number): number[] {
  const able = experts.map((expert) => hasBatchNorm(expert, shape));
  const share = Math.floor(count / Math.max(1, able.filter(Boolean).length));
  return experts.map(({ classes }, i) =>
    able[i] ? Math.max(1, Math.floor(share / classes.length)) * classes.length : 0,
  );
}

/** Painted images, drawn towards the classes of one expert by model inversion. */
export function drawnImages(
  expert: Expert,
  index: number,
  count: number,
  { shape, normalization, student, seed, atOnce }: TeachContext,
): AsyncGenerator<TeachingProgress, ImageBatch> {
  const recipe = {
    ...drawing,
    batchSize: Math.min(drawing.batchSize, atOnce.synthesis),
    shape,
    outputs: student.outputs,
    augmentation: mergeAugmentation,
    start: paintedStart({ shape, normalization }),
  };
  const make = minversion.synthesis(recipe, {});
  return synthesisEvents(make(expert, count, Random.seeded(seed, 'drawn', index)), 'drawing');
}
