import { mean } from '../shared/mean';
import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';
import { lastLearned } from './last-learned';

/**
 * Mean accuracy over the experiences seen so far and no others, every experience counting the same:
 *
 *     A_k = 1/(k+1) · Σ_{e=0..k} R[k][e]
 *
 * ACC of GEM (Lopez-Paz & Ranzato 2017, arXiv 1706.08840) at the last k; A_k of Chaudhry et al. 2018
 * (arXiv 1801.10112) at any. With fewer test sets than experiences the sum runs over the test sets.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [0, 1]; undefined if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function averageAccuracy(matrix: AccuracyMatrix, after?: number): number | undefined {
  const k = lastLearned(matrix, after);
  if (k === undefined) return undefined;
  return mean(matrix.samples.slice(0, k + 1).map((_, e) => accuracyAt(matrix, k, e)));
}

/**
 * Mean accuracy over all experiences, seen or not, every experience counting the same:
 *
 *     1/n · Σ_{e=0..n−1} R[k][e]
 *
 * The same as {@link averageAccuracy} at the last k, where all have been seen; before that it also counts what was not yet learned.
 * With every sample counting the same it is {@link streamAccuracy}.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [0, 1]; undefined if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function averageAccuracyOverAll(matrix: AccuracyMatrix, after?: number): number | undefined {
  const k = lastLearned(matrix, after);
  return k === undefined ? undefined : mean(matrix.samples.map((_, e) => accuracyAt(matrix, k, e)));
}
