import type { Weights } from '../weights';

/**
 * The mean of several models' weights, array by array: `model_average`. Sensible only for models of
 * one architecture that started from one initialisation.
 *
 * @throws RangeError when the models differ in the number or shape of their arrays.
 */
export function averageWeights(models: readonly Weights[]): Weights {
  const [first] = models;
  if (first === undefined) throw new RangeError('no models were given to average; it needs at least one.');
  return first.map((array, i) => {
    const values = new Float32Array(array.values.length);
    for (const model of models) {
      const other = model[i];
      if (model.length !== first.length || other?.values.length !== array.values.length) {
        throw new RangeError(
          `models of different shape were given to average: ${array.name} is [${array.shape.join(', ')}] in one and ` +
            `[${other?.shape.join(', ') ?? 'absent'}] in another. Average only models of one architecture.`,
        );
      }
      for (let k = 0; k < values.length; k++) {
        values[k] = (values[k] as number) + (other.values[k] as number) / models.length;
      }
    }
    return { ...array, values };
  });
}
