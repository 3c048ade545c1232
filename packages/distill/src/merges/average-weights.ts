import type { Weights } from '../weights';
import { requireAlike } from './require-alike';

/**
 * The mean of several models' weights, array by array: `model_average`. Sensible only for models of
 * one architecture that started from one initialisation.
 *
 * Running statistics of batch norm are averaged like weights; `reestimateBatchNorm` from
 * `@exmodel/distill/layers` replaces them by what the averaged model itself sees.
 *
 * @throws RangeError when the models differ in the number or shape of their arrays.
 * @throws DivergedError when the weights of a model are not finite.
 */
export function averageWeights(models: readonly Weights[]): Weights {
  requireAlike(models);
  const [first = []] = models;
  return first.map((array, i) => {
    // Summed in float64: the mean of equal values is that value.
    const sum = (k: number) => models.reduce((total, model) => total + (model[i]?.values[k] as number), 0);
    return { ...array, values: array.values.map((_, k) => sum(k) / models.length) };
  });
}
