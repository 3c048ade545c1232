import type { AccuracyMatrix } from './accuracy-matrix';
import { lastLearned } from './last-learned';
import { pooledAccuracy } from './pooled-accuracy';

/**
 * Accuracy over all samples of all experiences' test sets, seen or not, every sample counting the same:
 *
 *     S_k = Σ_e n_e · R[k][e] / Σ_e n_e
 *
 * What Avalanche reports as `Top1_Acc_Stream` of the test stream: correct predictions over samples.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [0, 1]; undefined if the accuracy on any experience was not measured
 * @throws InvalidMetricInputError
 */
export function streamAccuracy(matrix: AccuracyMatrix, after?: number): number | undefined {
  const k = lastLearned(matrix, after);
  return k === undefined ? undefined : pooledAccuracy(matrix, k, matrix.samples.length);
}
