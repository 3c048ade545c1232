import { add, div, mul, sqrt, square, sub, tidy, type Variable } from '@tensorflow/tfjs-core';
import { requireDecay, requireNotNegative, requireRate } from '../option-ranges';
import { onePass, repeatedUpdate } from './one-pass';
import type { OnePassKernels } from './one-pass-kernels';
import type { Optimizer } from './optimizer';
import { readSlots, writeSlots, zeroSlots } from './slots';

export interface AdamOptions {
  /** Of every step, or of step 1, 2 … */
  readonly learningRate: number | ((step: number) => number);
  /** 0 … below 1. */
  readonly beta1?: number | undefined;
  /** 0 … below 1. */
  readonly beta2?: number | undefined;
  /** ≥ 0. */
  readonly epsilon?: number | undefined;
  /** ≥ 0, default 0: an L2 penalty added to the gradient, as PyTorch's Adam does. */
  readonly weightDecay?: number | undefined;
  /** Weights shrink by learning rate × `weightDecay` instead: AdamW (arXiv 1711.05101), as torch.optim.AdamW. */
  readonly decoupled?: boolean | undefined;
}

/**
 * Adam as torch.optim.Adam (arXiv 1412.6980): ε is added to the bias-corrected root. Slots: all first moments, then all second.
 *
 * @throws RangeError when an option is out of range
 */
export function adam(variables: readonly Variable[], options: AdamOptions): Required<Optimizer> {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const { weightDecay = 0, decoupled = false } = options;
  requireRate(learningRate);
  for (const [name, beta] of Object.entries({ beta1, beta2 })) requireDecay(name, beta);
  requireNotNegative('epsilon', epsilon);
  requireNotNegative('weightDecay', weightDecay);
  const firstMoments = zeroSlots(variables);
  const secondMoments = zeroSlots(variables);
  const slots = [...firstMoments, ...secondMoments];
  let steps = 0;
  return {
    step(gradients) {
      steps += 1;
      const attributes = {
        learningRate: typeof learningRate === 'number' ? learningRate : learningRate(steps),
        beta1,
        beta2,
        epsilon,
        step: steps,
        weightDecay,
        decoupled,
      };
      repeatedUpdate('AdamUpdate', slots, gradients, attributes, (rates) => {
        variables.forEach((weights, i) => {
          const [first, second, gradient] = [firstMoments[i], secondMoments[i], gradients[i]];
          if (first === undefined || second === undefined || gradient === undefined) {
            throw new RangeError(`no gradient for variable ${i} of ${variables.length}`);
          }
          tidy(() => {
            const inputs = { parameter: weights, gradient, first, second, rates };
            const [next, nextFirst, nextSecond] =
              onePass('AdamUpdate', inputs, attributes) ?? composedStep(inputs, attributes);
            weights.assign(next);
            first.assign(nextFirst);
            second.assign(nextSecond);
          });
        });
      });
    },
    state: async () => ({ steps, slots: await readSlots(slots) }),
    restore(state) {
      writeSlots(slots, state.slots);
      steps = state.steps;
    },
    dispose() {
      for (const slot of slots) slot.dispose();
    },
  };
}

type Update = OnePassKernels['AdamUpdate'];

function composedStep(
  { parameter, gradient, first, second }: Update['inputs'],
  { learningRate, beta1, beta2, epsilon, step, weightDecay, decoupled }: Update['attributes'],
): Update['outputs'] {
  const penalised = weightDecay === 0 || decoupled ? gradient : add(gradient, mul(parameter, weightDecay));
  const shrunk = decoupled ? mul(parameter, 1 - learningRate * weightDecay) : parameter;
  const nextFirst = add(mul(first, beta1), mul(penalised, 1 - beta1));
  const nextSecond = add(mul(second, beta2), mul(square(penalised), 1 - beta2));
  const root = add(mul(sqrt(nextSecond), 1 / Math.sqrt(1 - beta2 ** step)), epsilon);
  const change = mul(div(nextFirst, root), learningRate / (1 - beta1 ** step));
  return [sub(shrunk, change), nextFirst, nextSecond];
}
