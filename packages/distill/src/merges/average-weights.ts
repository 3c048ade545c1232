import { DivergedError } from '../diverged-error';
import { notFinite } from '../refuse-diverged';
import type { Weights } from '../weights';

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
  if (models.length === 0) throw new RangeError('no models were given to average; it needs at least one.');
  for (const [i, model] of models.entries()) {
    const name = notFinite(model);
    if (name === undefined) continue;
    const which = `model ${i + 1} of the ${models.length} to average`;
    throw new DivergedError('expert', `${which} holds NaN or infinite values in its ${name}`);
  }
  const longest = models.reduce((a, b) => (b.length > a.length ? b : a));
  return longest.map((array, i) => {
    const arrays = models.map((model) => {
      const other = model[i];
      if (other?.shape.join() !== array.shape.join()) {
        throw new RangeError(
          `models of different shape were given to average: ${array.name} is [${array.shape.join(', ')}] in one and ` +
            `${other === undefined ? 'absent' : `[${other.shape.join(', ')}]`} in another. Average only models of one architecture.`,
        );
      }
      return other.values;
    });
    // Summed in float64: the mean of equal values is that value.
    const sum = (k: number) => arrays.reduce((total, values) => total + (values[k] as number), 0);
    return { ...array, values: array.values.map((_, k) => sum(k) / models.length) };
  });
}
