import type { AccuracyMatrix } from './accuracy-matrix';
import { lastLearned } from './last-learned';
import { pooledAccuracy } from './pooled-accuracy';

/**
 * Accuracy over the samples of the experiences seen so far, every sample counting the same:
 *
 *     Σ_{e≤k} n_e · R[k][e] / Σ_{e≤k} n_e
 *
 * What iCaRL plots after every batch of classes (Rebuffi et al. 2017, arXiv 1611.07725), and PyCIL prints as “total”.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [0, 1]; undefined if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function seenAccuracy(matrix: AccuracyMatrix, after?: number): number | undefined {
  const k = lastLearned(matrix, after);
  return k === undefined ? undefined : pooledAccuracy(matrix, k, k + 1);
}
