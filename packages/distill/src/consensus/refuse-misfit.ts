import type { Expert } from '../expert';
import { refuseOtherClasses } from '../refuse-other-classes';
import type { Student } from '../student';
import type { WeightArray, Weights } from '../weights';

/** @throws RangeError when the student has several heads */
export function refuseHeads({ heads }: Student): void {
  if (heads === undefined || heads === 0) return;
  throw new RangeError(
    `a student of ${heads} heads was given; a consensus is about one head, on which all classes compete. ` +
      'Give a student without heads, or learn multi-task streams with ExModelLearner.',
  );
}

/** @throws RangeError when the expert has a task or its classes are not different outputs of the student */
export function refuseMisfit({ classes, task }: Expert, outputs: number): void {
  if (task !== undefined) {
    throw new RangeError(
      `an expert of task ${task} was given; a consensus is about one head, on which all classes compete. ` +
        'Omit the task, or learn multi-task streams with ExModelLearner.',
    );
  }
  refuseOtherClasses(classes, outputs);
}

/**
 * An array of `initialWeights` may be empty, shape [0], where its values are unknown; the last kernel may have another number of outputs.
 *
 * @param weights the expert's, where it gives them
 * @throws RangeError when its training cannot have started from its `initialWeights`: familiarity would find nothing in them
 */
export function refuseOtherOrigin({ classes, initialWeights }: Expert, weights: Weights = []): void {
  const last = weights.findLastIndex(isKernel);
  if (initialWeights === undefined || last === -1) return;
  const fits = (array: WeightArray, i: number) => {
    const sides = i === last ? -1 : array.shape.length;
    const start = initialWeights[i]?.shape;
    return (
      isKernel(array) &&
      (start?.join() === '0' || start?.slice(0, sides).join() === array.shape.slice(0, sides).join())
    );
  };
  if (initialWeights.length === weights.length && weights.some(fits)) return;
  throw new RangeError(
    `an expert of classes [${classes.join(', ')}] was given with ${initialWeights.length} arrays of initial weights, kernels ` +
      `${kernelsOf(initialWeights)}; it has ${weights.length} arrays, kernels ${kernelsOf(weights)}. Give the weights that its ` +
      "training started from, in its own order, or omit 'initialWeights'.",
  );
}

function isKernel({ shape }: WeightArray): boolean {
  return shape.length > 1;
}

function kernelsOf(weights: Weights): string {
  return (
    weights
      .filter(isKernel)
      .map(({ shape }) => `[${shape.join(', ')}]`)
      .join(' ') || 'none'
  );
}
