import { mean } from '../shared/mean';
import type { AccuracyMatrix } from './accuracy-matrix';
import { averageAccuracy } from './average-accuracy';
import { lastLearned } from './last-learned';
import { seenAccuracy } from './seen-accuracy';

/**
 * Mean over the steps so far of the accuracy on the classes seen until then, every sample of a step counting the same:
 *
 *     1/(k+1) · Σ_{i≤k} seenAccuracy(i)
 *
 * iCaRL (Rebuffi et al. 2017, arXiv 1611.07725); continuum's `average_incremental_accuracy`. It differs from
 * {@link averageAnytimeAccuracy} where test sets differ in size.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [0, 1]; undefined if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function averageIncrementalAccuracy(matrix: AccuracyMatrix, after?: number): number | undefined {
  return meanOverSteps(matrix, after, seenAccuracy);
}

/**
 * The same, every experience of a step counting the same: AAA = 1/(k+1) · Σ_{i≤k} averageAccuracy(i), the averaged anytime
 * accuracy of Caccia et al. 2022 (arXiv 2104.05025), here with one step per experience and not per minibatch.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [0, 1]; undefined if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function averageAnytimeAccuracy(matrix: AccuracyMatrix, after?: number): number | undefined {
  return meanOverSteps(matrix, after, averageAccuracy);
}

function meanOverSteps(matrix: AccuracyMatrix, after: number | undefined, accuracy: typeof seenAccuracy) {
  const k = lastLearned(matrix, after) ?? -1;
  return mean(Array.from({ length: k + 1 }, (_, i) => accuracy(matrix, i)));
}
