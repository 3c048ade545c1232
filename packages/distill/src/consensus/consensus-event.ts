import type { StepEvent } from '../optimizers/step-event';

/** What a {@link ConsensusLearner} reports while it learns. Between two events it does nothing. */
export type ConsensusEvent =
  /** The expert is being queried: on so many images since the last event. `done` of `total` are for display. */
  | {
      readonly type: 'query';
      readonly experience: number;
      readonly images: number;
      readonly done: number;
      readonly total: number;
    }
  | StepEvent
  /** The student has learned from the evidence of all experts so far. */
  | { readonly type: 'learned'; readonly experience: number };
