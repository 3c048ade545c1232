import type { Benchmark } from '@exmodel/benchmarks';
import { type Expert, type ImageBatch, type Place, Random, type Weights } from '@exmodel/distill';
import type { StrategyConfig } from '../config/strategy-config';
import { learnedExperiences } from '../streams/learned-experiences';
import { canDraw, drawnImages } from '../teaching/drawn-images';
import type { TeachingEvent } from '../teaching/teaching-event';
import type { consensusImageKeys } from './consensus-image-keys';

/** What the images of experts that stay depend on. */
export type DrawnConfig = StrategyConfig<typeof consensusImageKeys> & {
  readonly familiarity?: number | undefined;
};

/** The part of buffer_size that is drawn towards the experts' classes. */
export function drawnShare({ experts_stay, familiarity, buffer_size }: DrawnConfig): number {
  return experts_stay === true && familiarity !== 0 ? Math.floor(buffer_size / 2) : 0;
}

/** How many images are drawn towards each expert's classes. */
export function drawnCount(config: DrawnConfig, benchmark: Benchmark): number {
  return Math.floor(drawnShare(config) / learnedExperiences(config, benchmark).length);
}

/** The images that are drawn towards the classes of one expert; none if the weights that its training started from are unknown, and could not be estimated. */
export async function* drawnFor(
  { config, benchmark }: { readonly config: DrawnConfig; readonly benchmark: Benchmark },
  expert: Expert,
  index: number,
  initial: Weights,
  place: Place,
): AsyncGenerator<TeachingEvent, ImageBatch | undefined> {
  const count = drawnCount(config, benchmark);
  if (count === 0 || !(await canDraw(expert, initial))) return undefined;
  const drawing = {
    format: benchmark,
    outputs: benchmark.classCount,
    initial,
    batchSize: config.buffer_mb_size,
  };
  return yield* drawnImages(expert, count, drawing, Random.seeded(config.seed, 'drawn', index), place);
}

/** Refuses what does not go with experts that stay. */
export function refuseStay(
  config: DrawnConfig & { readonly train_at_end: boolean },
  benchmark: Benchmark,
): string | undefined {
  if (config.experts_stay !== true) return undefined;
  if (!config.train_at_end)
    return 'experts_stay is true, and the student is trained after every expert; where all experts stay available to the end, it is trained once, at the end. Set train_at_end: true';
  const kinds = config.consensus_images;
  if (kinds !== undefined && kinds.join() !== 'painted')
    return `experts_stay is true and consensus_images names ${kinds.join(', ')}; where experts stay, images are painted and drawn towards their classes. Remove consensus_images`;
  const classes = Math.max(...learnedExperiences(config, benchmark).map((each) => each.classes.length));
  const count = drawnCount(config, benchmark);
  if (config.familiarity === 0 || count >= classes) return undefined;
  const least = 2 * classes * learnedExperiences(config, benchmark).length;
  return `buffer_size is ${config.buffer_size}; with experts_stay half of it are images of each class of each expert, which takes ${least}. Raise it`;
}
