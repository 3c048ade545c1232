import type { TrainingState } from '../optimizers/training';
import type { FirstRows } from './read-rows';
import type { ShuffledBatchesState } from './shuffled-batches';

/** Where a query or a training stands. */
export type ConsensusProgress =
  /** The expert has given its logits for the first images, then the novelty of the first images. */
  | { readonly phase: 'query'; readonly logits: FirstRows; readonly novelty?: FirstRows }
  /** The student is in training. */
  | TrainingState<ShuffledBatchesState>;
