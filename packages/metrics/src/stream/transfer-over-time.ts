import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';
import { meanOverPairs } from './mean-over-pairs';

/**
 * Mean change of what had been learned, at all times, where GEM's {@link backwardTransfer} looks at the last row only:
 *
 *     BWT = Σ_{j<i≤k} (R[i][j] − R[j][j]) / (n(n−1)/2),   n = k+1
 *
 * Díaz-Rodríguez et al. 2018 (arXiv 1810.13166). continuum's `backward_transfer` leaves out j = i−1.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [−1, 1]; undefined for k = 0 and if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function backwardTransferOverTime(matrix: AccuracyMatrix, after?: number): number | undefined {
  const change = (_: AccuracyMatrix, i: number, j: number) => {
    const now = accuracyAt(matrix, i, j);
    const learned = accuracyAt(matrix, j, j);
    return now === undefined || learned === undefined ? undefined : now - learned;
  };
  return meanOverPairs(matrix, after, (i, j) => j < i, change);
}

/**
 * Mean accuracy on what had not yet been learned, at all times. It has no baseline and is no gain: never compare it with
 * GEM's {@link forwardTransfer}.
 *
 *     FWT = Σ_{i<j≤k} R[i][j] / (n(n−1)/2),   n = k+1
 *
 * Díaz-Rodríguez et al. 2018 (arXiv 1810.13166).
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [0, 1]; undefined for k = 0 and if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function forwardTransferOverTime(matrix: AccuracyMatrix, after?: number): number | undefined {
  return meanOverPairs(matrix, after, (i, j) => i < j, accuracyAt);
}
