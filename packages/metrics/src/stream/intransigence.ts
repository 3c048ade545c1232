import { checkAccuracies } from '../shared/check-accuracies';
import { mean } from '../shared/mean';
import { type AccuracyMatrix, accuracyAt } from './accuracy-matrix';
import { lastLearned } from './last-learned';

/**
 * Inability to learn: how much better a reference model is at each experience than the student right after learning it,
 *
 *     I_e = a*_e − R[e][e]
 *
 * Chaudhry et al. 2018 (arXiv 1801.10112), whose reference is trained on the data of all experiences up to e together. Negative
 * where learning one after the other helped. Where each experience has an expert, its accuracy is a reference, too: say which.
 *
 * @param reference a*: accuracy in [0, 1] of the reference on each experience, one per test experience
 * @returns one value in [−1, 1] per experience; undefined where either accuracy was not measured
 * @throws InvalidMetricInputError also for a reference of a wrong length or range
 */
export function intransigence(
  matrix: AccuracyMatrix,
  reference: readonly (number | null | undefined)[],
): (number | undefined)[] {
  lastLearned(matrix, undefined);
  checkAccuracies(
    'reference',
    reference,
    matrix.samples.length,
    'Evaluate a reference model on every test experience.',
  );
  return reference.map((best, e) => {
    const learned = accuracyAt(matrix, e, e);
    return best == null || learned === undefined ? undefined : best - learned;
  });
}

/**
 * Mean of {@link intransigence} over the experiences e ≤ k, every experience counting the same.
 *
 * @param after k, a row of the matrix; by default the last
 * @returns in [−1, 1]; undefined if the intransigence of any of them is
 * @throws InvalidMetricInputError
 */
export function averageIntransigence(
  matrix: AccuracyMatrix,
  reference: readonly (number | null | undefined)[],
  after?: number,
): number | undefined {
  const k = lastLearned(matrix, after);
  const each = intransigence(matrix, reference);
  return k === undefined ? undefined : mean(each.slice(0, k + 1));
}
