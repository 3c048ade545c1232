import { add, mul, sub, tidy, type Variable, variable, zerosLike } from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer';

export interface SgdOptions {
  readonly learningRate: number;
  /** 0 (none) … 1. */
  readonly momentum?: number;
  /** L2 penalty added to the gradient, as PyTorch does. */
  readonly weightDecay?: number;
}

/** Stochastic gradient descent as torch.optim.SGD: v ← m·v + g + wd·w; w ← w − lr·v. */
export function sgd(variables: readonly Variable[], options: SgdOptions): Optimizer {
  const { learningRate, momentum = 0, weightDecay = 0 } = options;
  const velocities =
    momentum === 0 ? [] : tidy(() => variables.map((weights) => variable(zerosLike(weights), false)));
  return {
    step(gradients) {
      variables.forEach((weights, i) => {
        tidy(() => {
          let step = gradients[i];
          if (step === undefined)
            throw new RangeError(`no gradient for variable ${i} of ${variables.length}`);
          if (weightDecay !== 0) step = add(step, mul(weights, weightDecay));
          const velocity = velocities[i];
          if (velocity !== undefined) {
            step = add(mul(velocity, momentum), step);
            velocity.assign(step);
          }
          weights.assign(sub(weights, mul(step, learningRate)));
        });
      });
    },
    dispose() {
      for (const velocity of velocities) velocity.dispose();
    },
  };
}
