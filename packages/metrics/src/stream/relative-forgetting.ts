import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';
import { meanOfEarlierExperiences, ofEarlierExperiences } from './earlier-experiences';

/**
 * Share of what was learned of each experience that is lost:
 *
 *     (R[e][e] − R[k][e]) / R[e][e]   for e < k
 *
 * 1 if nothing is left, negative where later learning helped. It compares experiences that are not equally hard; no single paper
 * is its origin, so give the formula with it.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns one value ≤ 1 per experience; undefined where {@link forgettingFromFirst} is, and where R[e][e] is 0
 * @throws InvalidMetricInputError
 */
export function relativeForgetting(matrix: AccuracyMatrix, after?: number): (number | undefined)[] {
  return ofEarlierExperiences(matrix, after, (e, k) => {
    const learned = accuracyAt(matrix, e, e);
    const now = accuracyAt(matrix, k, e);
    return !learned || now === undefined ? undefined : (learned - now) / learned;
  });
}

/**
 * Mean of {@link relativeForgetting} over the experiences learned before the last one.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns ≤ 1; undefined for k = 0 and if the value of any earlier experience is
 * @throws InvalidMetricInputError
 */
export function averageRelativeForgetting(matrix: AccuracyMatrix, after?: number): number | undefined {
  return meanOfEarlierExperiences(matrix, after, relativeForgetting);
}
