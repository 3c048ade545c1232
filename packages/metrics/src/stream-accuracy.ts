import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';
import { lastLearned } from './last-learned';

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
  if (k === undefined || matrix.samples.length === 0) return undefined;
  let correct = 0;
  let total = 0;
  for (const [e, count] of matrix.samples.entries()) {
    const accuracy = accuracyAt(matrix, k, e);
    if (accuracy === undefined) return undefined;
    correct += count * accuracy;
    total += count;
  }
  return correct / total;
}
