import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';
import { meanOfEarlierExperiences, ofEarlierExperiences } from './earlier-experiences';

/**
 * Forgetting of each experience: accuracy when it was first learned minus accuracy now,
 *
 *     f_e = R[e][e] − R[k][e]   for e < k
 *
 * as Avalanche's `ExperienceForgetting` defines it. It is negative where later learning helped. Chaudhry et al. 2018 compare with the
 * best accuracy so far, {@link forgettingFromBest}: never smaller than this one.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns one value in [−1, 1] per experience; undefined where either accuracy was not measured, and for experience
 *   k and later ones, which nothing has been learned after
 * @throws InvalidMetricInputError
 */
export function forgettingFromFirst(matrix: AccuracyMatrix, after?: number): (number | undefined)[] {
  return ofEarlierExperiences(matrix, after, (e, k) => {
    const learned = accuracyAt(matrix, e, e);
    const now = accuracyAt(matrix, k, e);
    return learned === undefined || now === undefined ? undefined : learned - now;
  });
}

/**
 * Mean forgetting over the experiences learned before the last one, F_k = 1/k · Σ_{e<k} f_e:
 * Avalanche's `StreamForgetting`, over {@link forgettingFromFirst}. The negative of GEM's backward transfer.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [−1, 1]; undefined for k = 0 and if the forgetting of any earlier experience is
 * @throws InvalidMetricInputError
 */
export function averageForgettingFromFirst(matrix: AccuracyMatrix, after?: number): number | undefined {
  return meanOfEarlierExperiences(matrix, after, forgettingFromFirst);
}
