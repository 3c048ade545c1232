import { mean } from '../shared/mean';
import type { AccuracyMatrix } from './accuracy-matrix';
import { lastLearned } from './last-learned';

/** Mean of `value` over the entries R[i][j] with i, j ≤ k that count; undefined without any, and if one value is undefined. */
export function meanOverPairs(
  matrix: AccuracyMatrix,
  after: number | undefined,
  counts: (i: number, j: number) => boolean,
  value: (matrix: AccuracyMatrix, i: number, j: number) => number | undefined,
): number | undefined {
  const n = (lastLearned(matrix, after) ?? -1) + 1;
  const rows = Array.from({ length: n }, (_, i) => i);
  const columns = rows.slice(0, matrix.samples.length);
  return mean(rows.flatMap((i) => columns.filter((j) => counts(i, j)).map((j) => value(matrix, i, j))));
}
