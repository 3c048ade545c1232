import type { Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import type { RunningStatistics } from './running-statistics';
import type { Weights } from './weights';

/** A copy of the student that will not change any more. */
export interface FrozenStudent {
  /** As {@link Student.logits}, always in inference mode. */
  logits(images: Tensor4D, tasks?: Tensor1D): Tensor2D;
  dispose(): void;
}

/** The model that learns from the experts. */
export interface Student {
  /** Number of logits: all classes of the stream; in a multi-head student, those of one head. */
  readonly outputs: number;
  /**
   * Number of heads that `tasks` choose from; 0 when there are none and experts may have no task. Where it
   * is absent, it is not checked that the student has a head for an expert's task.
   */
  readonly heads?: number | undefined;
  /**
   * Of a student that masks: the classes of each task. In the logits for an image all other classes are −1000,
   * whatever the head gives. The learner masks the targets alike, so that those outputs add nothing to a loss and
   * have no gradient.
   */
  readonly taskClasses?: readonly (readonly number[])[] | undefined;
  /** What an optimizer step may change. */
  readonly variables: readonly Variable[];
  /**
   * Images [batch, height, width, channels] → logits [batch, outputs], differentiable in the
   * variables. `tasks` [batch] (int32) chooses each sample's head in a multi-head student. A function of the images, of variables and of random tensors that it makes: a
   * backend may repeat what it did without calling it.
   */
  logits(
    images: Tensor4D,
    options?: { training?: boolean | undefined; tasks?: Tensor1D | undefined },
  ): Tensor2D;
  /** Of its batch-norm layers; absent where it has none. */
  readonly runningStatistics?: RunningStatistics | undefined;
  weights(): Promise<Weights>;
  setWeights(weights: Weights): void;
  /** The student as it is now, for use as the next experience's second teacher. */
  frozen(): Promise<FrozenStudent>;
}
