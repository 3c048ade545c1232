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
  /** One optimizer step was taken; `loss` is the minibatch's before the step. */
  | {
      readonly type: 'step';
      readonly experience: number;
      readonly iteration: number;
      readonly iterations: number;
      readonly loss: number;
    }
  /** The student has learned from the evidence of all experts so far. */
  | { readonly type: 'learned'; readonly experience: number };
