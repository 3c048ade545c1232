import type { Variable } from '@tensorflow/tfjs-core';
import type { ImageBatch } from '../images';
import type { Optimizer } from '../optimizers/optimizer';
import type { Student } from '../student';

/** How to learn from the consensus of all experts. */
export interface ConsensusOptions {
  /** A student of one head. Its weights as they are at the start serve where experts' cannot be averaged. */
  readonly student: Student;
  /**
   * Unlabelled images on which the experts are queried, the same for all of them: painted from a seed
   * (`paintImages`), so that the seed is all that must be kept of them, or of any other kind.
   */
  readonly images: ImageBatch;
  /** Optimizer steps of each training, ≥ 1; default 3000. */
  readonly iterations?: number;
  /** Images per step, ≥ 1; default 128. */
  readonly batchSize?: number;
  /** Images that go through an expert together when it is queried, ≥ 1; default 250. Large ones may need fewer. */
  readonly queryBatchSize?: number;
  /** At the top of its one cycle; > 0, default 2e-3. */
  readonly peakLearningRate?: number;
  /** Makes the optimizer of one training; default `adam`. Deep convolutional networks need fewer with `muon`. */
  readonly optimizer?: (
    variables: readonly Variable[],
    options: { readonly learningRate: (step: number) => number },
  ) => Optimizer;
  /**
   * The weight of a standard deviation of familiarity beside one of log-odds; ≥ 0. By default it follows from how far familiarity can
   * be trusted: 0.5 … 3, and 1 where that is not known. With 0 only log-odds count, and no expert's novelty probe is used: each is
   * queried in one pass over the images.
   */
  readonly familiarity?: number;
  /**
   * How much the experts' features count beside their evidence in what the student is taught; ≥ 0, default 0: not at all, and they are not
   * remembered. The student then learns to tell, from its own features, a sketch of those of each expert (`logitsAndFeatures`). It helps
   * most where experts were fine-tuned from a public network.
   */
  readonly features?: number;
  /**
   * Called when the student has been given averaged weights, before it trains, and awaited. Where it has batch-norm layers,
   * re-estimate their running statistics here (`reestimateBatchNorm`): those of an average fit no model.
   */
  readonly afterAveraging?: (images: ImageBatch) => void | Promise<void>;
  /**
   * Whether the student trains as in training: batch norm by the statistics of each batch, and dropout. Default true. With false it trains
   * as it will be used: by its running statistics, which stay, and without dropout. In a training of a few hundred steps that is better where the
   * experts were fine-tuned from a public network, whose statistics come from real images (`hasTrainedStatistics`); then do not re-estimate them in
   * `afterAveraging` either.
   */
  readonly trainingMode?: boolean;
  /** Ends a query or a training with an `AbortError` at its next event or sooner; it is then as one that was left. */
  readonly signal?: AbortSignal | undefined;
  /** The seed of every draw. */
  readonly seed: number;
}
