import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';

/** Share of correct samples in the first `experiences` test sets after learning k; undefined where one was not measured. */
export function pooledAccuracy(matrix: AccuracyMatrix, k: number, experiences: number): number | undefined {
  let correct = 0;
  let total = 0;
  for (const [e, count] of matrix.samples.slice(0, experiences).entries()) {
    const accuracy = accuracyAt(matrix, k, e);
    if (accuracy === undefined) return undefined;
    correct += count * accuracy;
    total += count;
  }
  return total === 0 ? undefined : correct / total;
}
