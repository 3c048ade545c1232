import {
  add,
  div,
  matMul,
  mul,
  norm,
  reshape,
  scalar,
  type Tensor,
  type Tensor2D,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import { requireShare } from '../option-ranges';
import { repeated } from '../repeated';
import { adam } from './adam';
import type { Optimizer } from './optimizer';
import { readSlots, writeSlots, zeroSlots } from './slots';

export interface MuonOptions {
  /** Of step 1, 2 …; of the same size as Adam's. */
  readonly learningRate: number | ((step: number) => number);
  /** 0 (none) … 1. */
  readonly momentum?: number | undefined;
}

/** An orthogonal matrix times this and the root of its longer side changes weights about as much as a step of Adam does. */
const sizeOfAdam = 0.2;
/** Of the odd polynomial aX + bXXᵀX + cXXᵀXXᵀX, which brings singular values near 1 in five rounds. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const rounds = 5;

/**
 * Muon (Jordan 2024, https://kellerjordan.github.io/posts/muon; scaled as in arXiv 2502.16982): a kernel's step is its Nesterov momentum
 * with all singular values brought near 1, so that no direction of its inputs dwarfs the others. A kernel is a matrix of
 * inputs × outputs; a convolution's counts all values of a patch as inputs. The first and last kernel, which it does not
 * suit, and all that is no kernel are left to Adam. Slots: the kernels' velocities, then Adam's.
 *
 * @param variables in the order of the layers
 * @throws RangeError when an option is out of range
 */
export function muon(variables: readonly Variable[], options: MuonOptions): Required<Optimizer> {
  const { learningRate, momentum = 0.9 } = options;
  requireShare('momentum', momentum);
  const kernels = variables.filter(({ rank }) => rank > 1).slice(1, -1);
  const orthogonal = new Set(kernels);
  const others = variables.filter((each) => !orthogonal.has(each));
  const rest = adam(others, { learningRate });
  const slots = zeroSlots(kernels);
  const velocities = new Map(kernels.map((each, i) => [each, slots[i] as Variable] as const));
  let steps = 0;
  return {
    step(gradients) {
      steps += 1;
      const rate = typeof learningRate === 'number' ? learningRate : learningRate(steps);
      const restGradients: Tensor[] = [];
      variables.forEach((weights, i) => {
        const gradient = gradients[i];
        if (gradient === undefined)
          throw new RangeError(`no gradient for variable ${i} of ${variables.length}`);
        const velocity = velocities.get(weights);
        if (velocity === undefined) {
          restGradients.push(gradient);
          return;
        }
        tidy(() => {
          const outputs = weights.shape.at(-1) ?? 1;
          const size = scalar(-rate * sizeOfAdam * Math.sqrt(Math.max(weights.size / outputs, outputs)));
          repeated(velocity, [gradient, size], () => {
            velocity.assign(add(mul(velocity, momentum), gradient));
            const ahead = add(mul(velocity, momentum), gradient);
            const direction = orthogonalized(reshape(ahead, [-1, outputs]));
            weights.assign(add(weights, mul(reshape(direction, weights.shape), size)));
            return [];
          });
        });
      });
      rest.step(restGradients);
    },
    state: async () => ({ steps, slots: [...(await readSlots(slots)), ...(await rest.state()).slots] }),
    restore(state) {
      writeSlots(slots, state.slots.slice(0, slots.length));
      rest.restore({ steps: state.steps, slots: state.slots.slice(slots.length) });
      steps = state.steps;
    },
    dispose() {
      rest.dispose();
      for (const slot of slots) slot.dispose();
    },
  };
}

/** The matrix with singular values between about 0.7 and 1.2, by Newton and Schulz's iteration; those that are next to nothing stay small. */
function orthogonalized(matrix: Tensor2D): Tensor2D {
  const [rows, columns] = matrix.shape;
  const wide = columns > rows;
  let x = div(matrix, add(norm(matrix), 1e-7)) as Tensor2D;
  for (let round = 0; round < rounds; round++) {
    // The smaller of the two Gram matrices.
    const gram = matMul(x, x, !wide, wide) as Tensor2D;
    const polynomial = add(mul(gram, b), mul(matMul(gram, gram), c)) as Tensor2D;
    x = add(mul(x, a), wide ? matMul(polynomial, x) : matMul(x, polynomial)) as Tensor2D;
  }
  return x;
}
