import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';
import { lastLearned } from './last-learned';
import { mean } from './mean';

/**
 * Mean accuracy over the experiences seen so far, every experience counting the same:
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
