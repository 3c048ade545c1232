import { DivergedError } from '../diverged-error';
import { notFinite } from '../refuse-diverged';
import type { Weights } from '../weights';

/**
 * Refuses models that cannot be merged array by array.
 *
 * @param initial the weights that they started from, where the merge needs them
 * @throws RangeError when there is no model, or when the models, or the initial weights, differ in the number or shape of their arrays
 * @throws DivergedError when weights are not finite
 */
export function requireAlike(models: readonly Weights[], initial?: Weights): void {
  if (models.length === 0) throw new RangeError('no models were given to merge; it needs at least one.');
  const all = initial === undefined ? models : [...models, initial];
  for (const [i, weights] of all.entries()) {
    const name = notFinite(weights);
    if (name === undefined) continue;
    const which =
      i < models.length ? `model ${i + 1} of the ${models.length} to merge` : 'the model before its training';
    throw new DivergedError('expert', `${which} holds NaN or infinite values in its ${name}`);
  }
  const longest = all.reduce((a, b) => (b.length > a.length ? b : a));
  for (const [i, array] of longest.entries()) {
    const other = all.find((weights) => weights[i]?.shape.join() !== array.shape.join());
    if (other === undefined) continue;
    throw new RangeError(
      `models of different shape were given to merge: ${array.name} is ${shapeOf(array)} in one and ` +
        `${shapeOf(other[i])} in another. Merge only models of one architecture.`,
    );
  }
}

function shapeOf(array: Weights[number] | undefined): string {
  return array === undefined ? 'absent' : `[${array.shape.join(', ')}]`;
}
