import type { WeightArray, Weights } from '../weights';
import { requireAlike } from './require-alike';

/**
 * The mean of several models' weights, array by array: `model_average`. Sensible only for models of
 * one architecture that started from one initialisation. A column of a head that was moved among the student's outputs is the mean over the
 * models that have it; 0 where none has.
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
  return first.map(({ columns: _, ...array }, i) => {
    const arrays = models.map((model) => model[i] as WeightArray);
    const width = array.shape.at(-1) ?? 1;
    const having = Array.from({ length: width }, (_, column) =>
      arrays.filter(({ columns }) => columns?.includes(column) ?? true),
    );
    return {
      ...array,
      values: array.values.map((_, k) => {
        const known = having[k % width] ?? arrays;
        // Summed in float64: the mean of equal values is that value.
        const sum = known.reduce((total, { values }) => total + (values[k] as number), 0);
        return known.length === 0 ? 0 : sum / known.length;
      }),
    };
  });
}
