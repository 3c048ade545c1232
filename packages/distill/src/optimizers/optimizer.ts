import type { Tensor } from '@tensorflow/tfjs-core';
import type { Stateful } from '../state';

/** Changes the variables it was made for, in place. One without a state works, but a learner's state then cannot be taken in training. */
export interface Optimizer extends Partial<Stateful<OptimizerState>> {
  /** One step; `gradients` in the order of the variables. They stay the caller's to dispose. */
  step(gradients: readonly Tensor[]): void;
  /** Frees the optimizer's own tensors; the variables stay. */
  dispose(): void;
}

/** All that an optimizer remembers from earlier steps; the variables themselves are not part of it. */
export interface OptimizerState {
  /** Steps taken. */
  readonly steps: number;
  /** The moments or velocities, in the order of the variables: by place, since tfjs makes their names unique. */
  readonly slots: readonly Float32Array[];
}
