import type { AccuracyMatrix } from './accuracy-matrix';
import { backwardTransferOverTime } from './transfer-over-time';

/**
 * How little is forgotten on balance: REM = 1 − |min(BWT, 0)| of {@link backwardTransferOverTime}. Díaz-Rodríguez et al. 2018 (arXiv
 * 1810.13166); continuum computes it under the name `positive_backward_transfer`.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [0, 1], 1 = nothing is forgotten; undefined where the transfer is
 * @throws InvalidMetricInputError
 */
export function remembering(matrix: AccuracyMatrix, after?: number): number | undefined {
  const transfer = backwardTransferOverTime(matrix, after);
  return transfer === undefined ? undefined : 1 - Math.abs(Math.min(transfer, 0));
}

/**
 * How much earlier experiences gain on balance: BWT⁺ = max(BWT, 0) of {@link backwardTransferOverTime}. Díaz-Rodríguez et al. 2018
 * (arXiv 1810.13166); continuum computes it under the name `remembering`.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [0, 1]; undefined where the transfer is
 * @throws InvalidMetricInputError
 */
export function positiveBackwardTransfer(matrix: AccuracyMatrix, after?: number): number | undefined {
  const transfer = backwardTransferOverTime(matrix, after);
  return transfer === undefined ? undefined : Math.max(transfer, 0);
}
