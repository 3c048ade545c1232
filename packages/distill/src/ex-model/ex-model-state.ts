import type { TrainingState } from '../optimizers/training';
import type { RandomState } from '../random';
import type { Weights } from '../weights';

/** All that an `ExModelLearner` and its source remember, and the student, as plain values. */
export interface ExModelState {
  readonly version: 1;
  /** Experts that the student has learned from: the number of the one to give next, or to go on with. */
  readonly experiences: number;
  /** The classes of these experts. */
  readonly classes: readonly number[];
  /** Their tasks and that of the expert being learned; empty in a single-task stream. */
  readonly tasks: readonly number[];
  /** The student's weights now. */
  readonly student: Weights;
  /** Before the first step. */
  readonly initial?: Weights;
  /** After the last experience. */
  readonly previous?: Weights;
  /** The sample source's own; absent where it is stateless. */
  readonly source?: unknown;
  /** Where the experience in progress stands; absent between two of them. */
  readonly progress?: ExModelProgress;
}

/** Where one experience stands. */
export type ExModelProgress =
  /** The source is making images. */
  | { readonly phase: 'samples'; readonly random: RandomState; readonly synthesis: unknown }
  /** The images are there, and the student has not changed yet. */
  | { readonly phase: 'start' }
  /** The student is in training. */
  | TrainingState<RandomState>;

/** @throws RangeError when the state was taken by another version */
export function refuseOtherVersion({ version }: ExModelState): void {
  if (version === 1) return;
  throw new RangeError(
    `a state of version ${version} was given, and this is version 1. Continue it with the version of this package ` +
      'that took it, or begin again with a new learner.',
  );
}
