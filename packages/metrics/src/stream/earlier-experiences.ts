import { mean } from '../shared/mean';
import type { AccuracyMatrix } from './accuracy-matrix';
import { lastLearned } from './last-learned';

/** `measure(e, k)` for each experience e < k; undefined for k and later ones, which nothing has been learned after. */
export function ofEarlierExperiences(
  matrix: AccuracyMatrix,
  after: number | undefined,
  measure: (e: number, k: number) => number | undefined,
): (number | undefined)[] {
  const k = lastLearned(matrix, after);
  return matrix.samples.map((_, e) => (k === undefined || e >= k ? undefined : measure(e, k)));
}

/** Mean over the experiences e < k of what `metric` yields for them; undefined for k = 0 and if any of them is. */
export function meanOfEarlierExperiences(
  matrix: AccuracyMatrix,
  after: number | undefined,
  metric: (matrix: AccuracyMatrix, after: number) => readonly (number | undefined)[],
): number | undefined {
  const k = lastLearned(matrix, after);
  return k === undefined ? undefined : mean(metric(matrix, k).slice(0, k));
}
