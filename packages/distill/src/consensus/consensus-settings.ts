import { adam } from '../optimizers/adam';
import { requireCount, requirePositive } from '../option-ranges';
import type { ConsensusOptions } from './consensus-options';
import { refuseHeads } from './refuse-misfit';

/** The options with their defaults. */
export type ConsensusSettings = ConsensusOptions &
  Required<
    Pick<
      ConsensusOptions,
      'iterations' | 'batchSize' | 'queryBatchSize' | 'peakLearningRate' | 'optimizer' | 'features'
    >
  >;

/** @throws RangeError when an option is out of range, or the student has several heads. */
export function consensusSettings(options: ConsensusOptions): ConsensusSettings {
  const {
    iterations = 3000,
    batchSize = 128,
    queryBatchSize = 250,
    peakLearningRate = 2e-3,
    familiarity,
    features = 0,
  } = options;
  requireCount('iterations', iterations);
  requireCount('batchSize', batchSize);
  requireCount('queryBatchSize', queryBatchSize);
  requirePositive('peakLearningRate', peakLearningRate);
  requireCount('images.count', options.images.count);
  if (familiarity !== undefined) refuseNegative('familiarity', familiarity);
  refuseNegative('features', features);
  refuseHeads(options.student);
  return {
    ...options,
    ...{ iterations, batchSize, queryBatchSize, peakLearningRate, features },
    optimizer: options.optimizer ?? adam,
  };
}

/** @throws RangeError unless something can count so much. */
function refuseNegative(name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new RangeError(
    `${name} ${value} was given; it must be a finite number, 0 or more. Correct the option, or omit it.`,
  );
}
