import type { Weights } from '../weights';
import { averageWeights } from './average-weights';
import { requireAlike } from './require-alike';
import { sameShapes } from './share-origin';

/**
 * Fisher-weighted averaging (arXiv 2111.09832): each weight of a model counts as much as the model's output depends on it,
 *
 *     θ = Σ_e F_e·θ_e / Σ_e F_e
 *
 * element by element, with the diagonals F of the models' Fisher information: `diagonalFisher` of `@exmodel/distill/layers`. Where
 * all models have none, the mean is taken.
 *
 * @param fishers for each model, arrays of its shapes, ≥ 0
 * @throws RangeError when there is no model, shapes or numbers differ, or Fisher information is negative
 * @throws DivergedError when weights or Fisher information are not finite
 */
export function fisherAverage(models: readonly Weights[], fishers: readonly Weights[]): Weights {
  const mean = averageWeights(models);
  if (fishers.length !== models.length || !fishers.every((fisher) => sameShapes(fisher, mean))) {
    throw new RangeError(
      `the Fisher information of ${fishers.length} models was given for ${models.length}; each needs its own, in arrays of its ` +
        'shapes. Give what diagonalFisher returns for each of the models, in their order.',
    );
  }
  requireAlike(fishers);
  for (const [e, fisher] of fishers.entries()) {
    const negative = fisher.find(({ values }) => values.some((value) => value < 0));
    if (negative === undefined) continue;
    throw new RangeError(
      `the Fisher information of model ${e + 1} of the ${models.length} to merge is negative in its ${negative.name}; it must be 0 or ` +
        'more. Give what diagonalFisher returns for each of the models, in their order.',
    );
  }
  return mean.map((array, i) => {
    const [weights, importance] = [models, fishers].map((all) => all.map((each) => each[i]?.values)) as [
      Float32Array[],
      Float32Array[],
    ];
    const values = array.values.map((middle, k) => {
      let [sum, total] = [0, 0];
      for (const [e, model] of weights.entries()) {
        const counts = importance[e]?.[k] as number;
        sum += counts * (model[k] as number);
        total += counts;
      }
      return total > 0 ? sum / total : middle;
    });
    return { ...array, values };
  });
}
