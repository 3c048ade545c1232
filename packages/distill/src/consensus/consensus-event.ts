/** What a {@link ConsensusLearner} tells while it learns. Between two events it does nothing. */
export type ConsensusEvent =
  /** The expert is being asked about the images: so many of them have been. */
  | {
      readonly type: 'reading';
      readonly experience: number;
      readonly imagesDone: number;
      readonly images: number;
    }
  /** One optimizer step was taken; `loss` is the minibatch's before the step. */
  | {
      readonly type: 'step';
      readonly experience: number;
      readonly iteration: number;
      readonly iterations: number;
      readonly loss: number;
    }
  /** The student has learned what all experts so far say together. */
  | { readonly type: 'learned'; readonly experience: number };
