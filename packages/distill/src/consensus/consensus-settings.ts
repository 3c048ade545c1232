import { requireImages } from '../images';
import { adam } from '../optimizers/adam';
import { requireCount, requireNotNegative, requirePositive, requireSeed } from '../option-ranges';
import type { EstimateOptions } from './align-expert';
import type { ConsensusOptions } from './consensus-options';
import { refuseHeads } from './refuse-misfit';

/** The options with their defaults. */
export type ConsensusSettings = ConsensusOptions & {
  readonly [Name in
    | 'iterations'
    | 'batchSize'
    | 'queryBatchSize'
    | 'peakLearningRate'
    | 'optimizer'
    | 'align']: NonNullable<ConsensusOptions[Name]>;
};

/** How running statistics are estimated. */
export function estimateOptions({
  queryBatchSize,
  statisticsBatchSize = queryBatchSize,
  seed,
  signal,
}: ConsensusSettings): EstimateOptions {
  return { batchSize: Math.max(2, statisticsBatchSize), seed, signal };
}

/** @throws RangeError when an option is out of range, or the student has several heads. */
export function consensusSettings(options: ConsensusOptions): ConsensusSettings {
  const {
    iterations = 3000,
    batchSize = 128,
    queryBatchSize = 250,
    peakLearningRate = 2e-3,
    familiarity,
    align = true,
  } = options;
  requireCount('iterations', iterations);
  requireCount('batchSize', batchSize);
  requireCount('queryBatchSize', queryBatchSize);
  if (options.statisticsBatchSize !== undefined)
    requireCount('statisticsBatchSize', options.statisticsBatchSize);
  requirePositive('peakLearningRate', peakLearningRate);
  requireImages(options.images);
  if (familiarity !== undefined) requireNotNegative('familiarity', familiarity);
  requireSeed(options.seed);
  refuseHeads(options.student);
  return {
    ...options,
    ...{ iterations, batchSize, queryBatchSize, peakLearningRate, align },
    optimizer: options.optimizer ?? adam,
  };
}
