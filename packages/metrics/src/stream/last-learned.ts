import { checkIndex } from '../shared/check-index';
import { type AccuracyMatrix, checkAccuracyMatrix } from './accuracy-matrix';

/**
 * The row that a metric is computed from: `after`, or the last row; undefined while the matrix has no row.
 * Checks the matrix and `after` on the way, so that every metric starts with this one call.
 * @throws InvalidMetricInputError
 */
export function lastLearned(matrix: AccuracyMatrix, after: number | undefined): number | undefined {
  checkAccuracyMatrix(matrix);
  if (after === undefined) return matrix.rows.length === 0 ? undefined : matrix.rows.length - 1;
  checkIndex('after', after, matrix.rows.length, 'Give the index of a row of the matrix.');
  return after;
}
