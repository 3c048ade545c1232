import { mean } from '../shared/mean';
import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';
import { lastLearned } from './last-learned';

/*
 * The metrics of Díaz-Rodríguez et al. 2018 (arXiv 1810.13166). Unlike GEM's, they average over the whole time of learning and
 * not only over the last row: i ≤ k and j ≤ k, every pair (i, j) counting the same. `after` is k, by default the last row; all
 * are undefined if any of the accuracies was not measured, and where there is no pair.
 */

/**
 * Mean accuracy on what had been seen, at all times: A = Σ_{j≤i} R[i][j] / (n(n+1)/2), n = k+1. It differs from
 * `averageAnytimeAccuracy` in that later rows, which have more entries, count more.
 *
 * @returns in [0, 1]; undefined if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function accuracyOverTime(matrix: AccuracyMatrix, after?: number): number | undefined {
  return meanOverPairs(matrix, after, (i, j) => j <= i, accuracyAt);
}

/**
 * Mean change of what had been learned, at all times: BWT = Σ_{j<i} (R[i][j] − R[j][j]) / (n(n−1)/2), n = k+1. GEM's
 * {@link backwardTransfer} looks at the last row only. (continuum leaves out j = i−1.)
 *
 * @returns in [−1, 1]; undefined for k = 0 and if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function backwardTransferOverTime(matrix: AccuracyMatrix, after?: number): number | undefined {
  return meanOverPairs(
    matrix,
    after,
    (i, j) => j < i,
    (_, i, j) => {
      const [now, learned] = [accuracyAt(matrix, i, j), accuracyAt(matrix, j, j)];
      return now === undefined || learned === undefined ? undefined : now - learned;
    },
  );
}

/**
 * REM = 1 − |min(BWT, 0)| of {@link backwardTransferOverTime}. (continuum's `remembering` and `positive_backward_transfer` have
 * exchanged their formulas.)
 *
 * @returns in [0, 1], 1 = nothing is forgotten; undefined where the transfer is
 * @throws InvalidMetricInputError
 */
export function remembering(matrix: AccuracyMatrix, after?: number): number | undefined {
  const transfer = backwardTransferOverTime(matrix, after);
  return transfer === undefined ? undefined : 1 - Math.abs(Math.min(transfer, 0));
}

/**
 * BWT⁺ = max(BWT, 0) of {@link backwardTransferOverTime}.
 *
 * @returns in [0, 1]; undefined where the transfer is
 * @throws InvalidMetricInputError
 */
export function positiveBackwardTransfer(matrix: AccuracyMatrix, after?: number): number | undefined {
  const transfer = backwardTransferOverTime(matrix, after);
  return transfer === undefined ? undefined : Math.max(transfer, 0);
}

/**
 * Mean accuracy on what had not yet been learned, at all times: FWT = Σ_{i<j} R[i][j] / (n(n−1)/2), n = k+1. An accuracy without
 * a baseline, not a gain: never compare it with GEM's {@link forwardTransfer}.
 *
 * @returns in [0, 1]; undefined for k = 0 and if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function forwardTransferOverTime(matrix: AccuracyMatrix, after?: number): number | undefined {
  return meanOverPairs(matrix, after, (i, j) => i < j, accuracyAt);
}

function meanOverPairs(
  matrix: AccuracyMatrix,
  after: number | undefined,
  counts: (i: number, j: number) => boolean,
  value: typeof accuracyAt,
): number | undefined {
  const n = (lastLearned(matrix, after) ?? -1) + 1;
  const rows = Array.from({ length: n }, (_, i) => i);
  const columns = rows.slice(0, matrix.samples.length);
  return mean(rows.flatMap((i) => columns.filter((j) => counts(i, j)).map((j) => value(matrix, i, j))));
}
