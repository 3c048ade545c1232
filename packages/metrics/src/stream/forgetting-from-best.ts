import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';
import { meanOfEarlierExperiences, ofEarlierExperiences } from './earlier-experiences';

/**
 * Forgetting of each experience: the best accuracy since it was learned minus accuracy now,
 *
 *     f_e = max_{e≤l<k} R[l][e] − R[k][e]   for e < k
 *
 * Chaudhry et al. 2018 (arXiv 1801.10112, equation 3), whose accuracies start where an experience is learned. Negative where
 * the last experience helped; Mammoth and PyCIL take the maximum over l ≤ k, and are never negative.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns one value in [−1, 1] per experience; undefined where any of the accuracies since it was learned was not
 *   measured, and for experience k and later ones, which nothing has been learned after
 * @throws InvalidMetricInputError
 */
export function forgettingFromBest(matrix: AccuracyMatrix, after?: number): (number | undefined)[] {
  return ofEarlierExperiences(matrix, after, (e, k) => {
    let best = Number.NEGATIVE_INFINITY;
    for (let l = e; l < k; l++) {
      const accuracy = accuracyAt(matrix, l, e);
      if (accuracy === undefined) return undefined;
      best = Math.max(best, accuracy);
    }
    const now = accuracyAt(matrix, k, e);
    return now === undefined ? undefined : best - now;
  });
}

/**
 * Mean of {@link forgettingFromBest} over the experiences learned before the last one: F_k of Chaudhry et al. 2018.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [−1, 1]; undefined for k = 0 and if the forgetting of any earlier experience is
 * @throws InvalidMetricInputError
 */
export function averageForgettingFromBest(matrix: AccuracyMatrix, after?: number): number | undefined {
  return meanOfEarlierExperiences(matrix, after, forgettingFromBest);
}
