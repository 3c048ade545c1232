import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';
import { meanOverPairs } from './mean-over-pairs';

/**
 * Mean accuracy on what had been seen, at all times and not only at the end, every entry of the matrix counting the same:
 *
 *     A = Σ_{j≤i≤k} R[i][j] / (n(n+1)/2),   n = k+1
 *
 * Díaz-Rodríguez et al. 2018 (arXiv 1810.13166); continuum's `accuracy_A`. {@link averageAnytimeAccuracy} counts every row the
 * same, this one counts later rows, which have more entries, more.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [0, 1]; undefined if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function accuracyOverTime(matrix: AccuracyMatrix, after?: number): number | undefined {
  return meanOverPairs(matrix, after, (i, j) => j <= i, accuracyAt);
}
