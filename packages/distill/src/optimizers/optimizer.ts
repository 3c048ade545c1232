import type { Tensor } from '@tensorflow/tfjs-core';

/** Changes the variables it was made for, in place. */
export interface Optimizer {
  /** One step; `gradients` in the order of the variables. They stay the caller's to dispose. */
  step(gradients: readonly Tensor[]): void;
  /** Frees the optimizer's own tensors; the variables stay. */
  dispose(): void;
}
