import { requireFinite } from '../option-ranges';
import type { Weights } from '../weights';
import { requireAlike } from './require-alike';

export interface TaskArithmeticOptions {
  /** λ, by which the sum of the task vectors is multiplied; 0.4 in the paper for eight tasks. */
  readonly scale: number;
}

/**
 * Task arithmetic (arXiv 2212.04089): what training added to each model, its task vector, is added to the initial weights,
 *
 *     θ = θ₀ + λ·Σ_e (θ_e − θ₀)
 *
 * All arrays are treated alike. Give trained ones only: a sum of changes can make batch norm's running variance negative.
 *
 * @param initial the weights that the training of all models started from
 * @throws RangeError when there is no model, their shapes differ, or the scale is not finite
 * @throws DivergedError when weights are not finite
 */
export function taskArithmetic(
  initial: Weights,
  models: readonly Weights[],
  { scale }: TaskArithmeticOptions,
): Weights {
  requireAlike(models, initial);
  requireFinite('scale', scale);
  return initial.map((array, i) => {
    const changes = (start: number, k: number) =>
      models.reduce((sum, model) => sum + ((model[i]?.values[k] as number) - start), 0);
    return { ...array, values: array.values.map((start, k) => start + scale * changes(start, k)) };
  });
}
