import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';
import { lastLearned } from './last-learned';
import { mean } from './mean';

/**
 * Forgetting of each experience: accuracy when it was first learned minus accuracy now,
 *
 *     f_e = R[e][e] − R[k][e]   for e < k
 *
 * as Avalanche's `ExperienceForgetting` defines it. It is negative where later learning helped. Chaudhry et al. 2018
 * (arXiv 1801.10112) put max_{l<k} R[l][e] in the place of R[e][e]: never smaller than this one.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns one value in [−1, 1] per experience; undefined where either accuracy was not measured, and for experience
 *   k and later ones, which nothing has been learned after
 * @throws InvalidMetricInputError
 */
export function forgetting(matrix: AccuracyMatrix, after?: number): (number | undefined)[] {
  const k = lastLearned(matrix, after);
  return matrix.samples.map((_, e) => {
    if (k === undefined || e >= k) return undefined;
    const learned = accuracyAt(matrix, e, e);
    const now = accuracyAt(matrix, k, e);
    return learned === undefined || now === undefined ? undefined : learned - now;
  });
}

/**
 * Mean forgetting over the experiences learned before the last one, F_k = 1/k · Σ_{e<k} f_e:
 * Avalanche's `StreamForgetting`, the mean that Chaudhry et al. 2018 define, over our {@link forgetting}.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [−1, 1]; undefined for k = 0 and if the forgetting of any earlier experience is
 * @throws InvalidMetricInputError
 */
export function averageForgetting(matrix: AccuracyMatrix, after?: number): number | undefined {
  const k = lastLearned(matrix, after);
  return k === undefined ? undefined : mean(forgetting(matrix, k).slice(0, k));
}
