import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** The two teachers' logits on one minibatch, and what they were trained on. */
export interface Teachers {
  /** Logits [batch, outputs] of the new expert. */
  readonly expertLogits: Tensor2D;
  /** The expert's classes. */
  readonly expertClasses: readonly number[];
  /** Logits [batch, outputs] of the student as it was after the previous experience; absent in the first. */
  readonly previousLogits?: Tensor2D | undefined;
  /** The classes of all earlier experts; repetitions do not count. */
  readonly previousClasses: readonly number[];
  /** In a multi-task stream, the expert's task. */
  readonly expertTask?: number | undefined;
  /** In a multi-task stream, the task of each image: [batch], int32. */
  readonly tasks?: Tensor1D | undefined;
}

/**
 * What the student's logits should become: targets [batch, outputs], constant. Called inside `tidy` for every step; the
 * tensors of the teachers stay the caller's. One file each in this folder.
 */
export type Targets = (teachers: Teachers) => Tensor2D;
