/** A learner took one step of its optimizer. */
export interface StepEvent {
  readonly type: 'step';
  readonly experience: number;
  readonly iteration: number;
  readonly iterations: number;
  /** The minibatch's, before the step. */
  readonly loss: number;
}
