import { mean } from '../shared/mean';
import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';
import { lastLearned } from './last-learned';

/**
 * Mean accuracy on each experience right after learning it, before anything can be forgotten:
 *
 *     LA_k = 1/(k+1) · Σ_{e≤k} R[e][e]
 *
 * Riemer et al. 2019 (MER, arXiv 1810.11910); also called plasticity. `averageAccuracy` = LA + k/(k+1) · `backwardTransfer`.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [0, 1]; undefined if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function learningAccuracy(matrix: AccuracyMatrix, after?: number): number | undefined {
  const k = lastLearned(matrix, after);
  if (k === undefined) return undefined;
  return mean(matrix.samples.slice(0, k + 1).map((_, e) => accuracyAt(matrix, e, e)));
}
