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
  readonly iterations?: number | undefined;
  /** Images per step, ≥ 1; default 128. */
  readonly batchSize?: number | undefined;
  /** Images that go through an expert together when it is queried, ≥ 1; default 250. Large ones may need fewer. */
  readonly queryBatchSize?: number | undefined;
  /** Images that go through an expert or the student together, in training mode, when running statistics of batch norm are estimated; ≥ 1, by default as many as `queryBatchSize`. */
  readonly statisticsBatchSize?: number | undefined;
  /** At the top of its one cycle; > 0, default 2e-3. */
  readonly peakLearningRate?: number | undefined;
  /** Makes the optimizer of one training; default `adam`. Deep convolutional networks need fewer with `muon`. */
  readonly optimizer?:
    | ((
        variables: readonly Variable[],
        options: { readonly learningRate: (step: number) => number },
      ) => Optimizer)
    | undefined;
  /**
   * The weight of a standard deviation of familiarity beside one of log-odds; ≥ 0. By default it follows from how far familiarity can
   * be trusted: 0.5 … 3, and 1 where that is not known. With 0 only log-odds count, and no expert's novelty probe is used: each is
   * queried in one pass over the images.
   */
  readonly familiarity?: number | undefined;
  /**
   * Whether experts that were fine-tuned from one trained network are queried with batch norm's running statistics estimated from the images; in return the
   * student is given statistics like those of the experts' own images in the end. Default true. With false they are queried as they are, which is better on real images
   * like the experts' own. This needs `runningStatistics` of experts and student, and known initial weights that have trained statistics; other experts are queried as they are in any case.
   */
  readonly align?: boolean | undefined;
  /** Ends a query or a training with an `AbortError` at its next event or sooner; it is then as one that was left. */
  readonly signal?: AbortSignal | undefined;
  /** The seed of every draw. */
  readonly seed: number;
}
