import { requireFinite, requireShare } from '../option-ranges';
import type { Weights } from '../weights';
import { requireAlike } from './require-alike';

export interface TiesOptions {
  /** The share of each task vector that is kept, 0 … 1: its largest changes. 0.2 in the paper. */
  readonly density: number;
  /** λ, by which the merged task vector is multiplied; 1 in the paper, where nothing can be tuned. */
  readonly scale: number;
}

/**
 * TIES (arXiv 2306.01708), task arithmetic without interference, in three steps:
 *
 * 1. trim: of each model's task vector, its change of all weights, only the largest values are kept;
 * 2. elect: each weight gets the sign of the sum of what is left;
 * 3. merge: the mean of those values that have that sign.
 *
 * The merged vector times λ is added to the initial weights. All arrays are treated alike. Give trained ones only, not batch
 * norm's running statistics.
 *
 * @param initial the weights that the training of all models started from
 * @throws RangeError when there is no model, their shapes differ, the density is not in 0 … 1, or the scale not finite
 * @throws DivergedError when weights are not finite
 */
export function tiesMerge(
  initial: Weights,
  models: readonly Weights[],
  { density, scale }: TiesOptions,
): Weights {
  requireShare('density', density);
  requireFinite('scale', scale);
  requireAlike(models, initial);
  const vectors = models.map((model) => trimmed(taskVector(initial, model), density));
  return initial.map((array, i) => {
    const changes = vectors.map((vector) => vector[i] as Float32Array);
    return { ...array, values: array.values.map((start, k) => start + scale * agreed(changes, k)) };
  });
}

/** What training changed, array by array. */
function taskVector(initial: Weights, model: Weights): Float32Array[] {
  return initial.map(({ values }, i) => values.map((start, k) => (model[i]?.values[k] as number) - start));
}

/** The vector with 0 in place of all but its largest values; values as large as the smallest of these stay, too. */
function trimmed(vector: readonly Float32Array[], density: number): Float32Array[] {
  const sizes = new Float32Array(vector.reduce((total, { length }) => total + length, 0));
  let from = 0;
  for (const values of vector) {
    sizes.set(values.map(Math.abs), from);
    from += values.length;
  }
  const least = sizes.sort()[sizes.length - Math.floor(density * sizes.length)] ?? Number.POSITIVE_INFINITY;
  return vector.map((values) => values.map((value) => (Math.abs(value) >= least ? value : 0)));
}

/** The mean of the k-th changes that have the sign of their sum. */
function agreed(changes: readonly Float32Array[], k: number): number {
  let sum = 0;
  for (const values of changes) sum += values[k] as number;
  let [total, count] = [0, 0];
  for (const values of changes) {
    const value = values[k] as number;
    if (value * sum <= 0) continue;
    total += value;
    count++;
  }
  return count === 0 ? 0 : total / count;
}
