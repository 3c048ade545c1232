import { add, mul, sub, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import { requireNotNegative, requireRate, requireShare } from '../option-ranges';
import { onePass, repeatedUpdate } from './one-pass';
import type { OnePassKernels } from './one-pass-kernels';
import type { Optimizer } from './optimizer';
import { readSlots, writeSlots, zeroSlots } from './slots';

export interface SgdOptions {
  /** Of every step, or of step 1, 2 … */
  readonly learningRate: number | ((step: number) => number);
  /** 0 (none) … 1. */
  readonly momentum?: number | undefined;
  /** L2 penalty added to the gradient, as PyTorch does. */
  readonly weightDecay?: number | undefined;
}

/**
 * Stochastic gradient descent as torch.optim.SGD: v ← m·v + g + wd·w; w ← w − lr·v.
 *
 * @throws RangeError when an option is out of range
 */
export function sgd(variables: readonly Variable[], options: SgdOptions): Required<Optimizer> {
  const { learningRate, momentum = 0, weightDecay = 0 } = options;
  requireRate(learningRate);
  requireShare('momentum', momentum);
  requireNotNegative('weightDecay', weightDecay);
  let steps = 0;
  const velocities = momentum === 0 ? [] : zeroSlots(variables);
  return {
    step(gradients) {
      steps += 1;
      const attributes = {
        learningRate: typeof learningRate === 'number' ? learningRate : learningRate(steps),
        ...{ momentum, dampening: 0, weightDecay, nesterov: false },
      };
      repeatedUpdate('SgdUpdate', velocities, gradients, attributes, (rates) => {
        variables.forEach((weights, i) => {
          const [gradient, velocity] = [gradients[i], velocities[i]];
          if (gradient === undefined)
            throw new RangeError(`no gradient for variable ${i} of ${variables.length}`);
          tidy(() => {
            const inputs = { parameter: weights, gradient, velocity: velocity ?? gradient, rates };
            const [next, nextVelocity] =
              onePass('SgdUpdate', inputs, attributes) ??
              composedStep(weights, gradient, velocity, attributes);
            velocity?.assign(nextVelocity);
            weights.assign(next);
          });
        });
      });
    },
    state: async () => ({ steps, slots: await readSlots(velocities) }),
    restore(state) {
      writeSlots(velocities, state.slots);
      steps = state.steps;
    },
    dispose() {
      for (const velocity of velocities) velocity.dispose();
    },
  };
}

function composedStep(
  weights: Tensor,
  gradient: Tensor,
  velocity: Tensor | undefined,
  { learningRate, momentum, weightDecay }: OnePassKernels['SgdUpdate']['attributes'],
): OnePassKernels['SgdUpdate']['outputs'] {
  const decayed = weightDecay === 0 ? gradient : add(gradient, mul(weights, weightDecay));
  const step = velocity === undefined ? decayed : add(mul(velocity, momentum), decayed);
  return [sub(weights, mul(step, learningRate)), step];
}
