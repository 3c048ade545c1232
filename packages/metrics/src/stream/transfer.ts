import { checkAccuracies } from '../shared/check-accuracies';
import { mean } from '../shared/mean';
import { type AccuracyMatrix, accuracyAt, checkAccuracyMatrix } from './accuracy-matrix';
import { averageForgettingFromFirst } from './forgetting-from-first';

/**
 * How much learning later experiences changed the earlier ones:
 *
 *     BWT_k = 1/k · Σ_{e<k} (R[k][e] − R[e][e])
 *
 * GEM (Lopez-Paz & Ranzato 2017, arXiv 1706.08840), the negative of {@link averageForgettingFromFirst}.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [−1, 1], negative = forgetting; undefined for k = 0 and if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function backwardTransfer(matrix: AccuracyMatrix, after?: number): number | undefined {
  const forgotten = averageForgettingFromFirst(matrix, after);
  return forgotten === undefined ? undefined : 0 - forgotten; // 0 − 0 is 0 where −(0) would be −0
}

/**
 * How much learning helps with experiences not yet learned, against a student that has learned nothing:
 *
 *     FWT = 1/(n−1) · Σ_{e=1..n−1} (R[e−1][e] − b_e)
 *
 * GEM (Lopez-Paz & Ranzato 2017, arXiv 1706.08840). n = number of test experiences.
 *
 * @param baseline b: accuracy in [0, 1] of the untrained student on each experience (length n; b_0 is not used)
 * @returns in [−1, 1]; undefined for n < 2 and if any of the accuracies was not measured
 * @throws InvalidMetricInputError also for a baseline of a wrong length or range
 */
export function forwardTransfer(
  matrix: AccuracyMatrix,
  baseline: readonly (number | null | undefined)[],
): number | undefined {
  checkAccuracyMatrix(matrix);
  checkAccuracies(
    'baseline',
    baseline,
    matrix.samples.length,
    'Evaluate the untrained student on every test experience.',
  );
  const gains = baseline.map((untrained, e) => {
    const ahead = e === 0 ? undefined : accuracyAt(matrix, e - 1, e);
    return ahead === undefined || untrained == null ? undefined : ahead - untrained;
  });
  return mean(gains.slice(1));
}

/**
 * Mean accuracy on each experience just before learning it: 1/(n−1) · Σ_{e=1..n−1} R[e−1][e]. GEM's {@link forwardTransfer}
 * subtracts the untrained student's accuracy from it; some papers report it under that name.
 *
 * @returns in [0, 1]; undefined for n < 2 and if any of the accuracies was not measured
 * @throws InvalidMetricInputError
 */
export function forwardTransferWithoutBaseline(matrix: AccuracyMatrix): number | undefined {
  checkAccuracyMatrix(matrix);
  return mean(matrix.samples.slice(1).map((_, e) => accuracyAt(matrix, e, e + 1)));
}
