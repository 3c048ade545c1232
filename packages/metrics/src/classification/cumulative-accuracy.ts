import type { Scores } from '../shared/check-scores';
import { taskMaskedAccuracy } from './task-masked-accuracy';

/**
 * Cumulative accuracy: for each experience, accuracy on the samples of all classes of the stream up to and with it, with
 * predictions among these classes only. Soutif-Cormerais et al. 2021 (arXiv 2106.11930); Avalanche's `CumulativeAccuracy`.
 *
 * With one row of these values after each experience, `averageForgettingFromFirst(accuracyMatrix(samples, rows))` is cumulative
 * forgetting: new classes to choose among do not raise it.
 *
 * @param scores logits or probabilities, [samples][classes]
 * @param labels class ids, one per row of scores
 * @param experiences class ids of each experience, in the order of the stream
 * @returns one value in [0, 1] per experience; undefined where none of the samples is of these classes
 * @throws InvalidMetricInputError
 */
export function cumulativeAccuracy(
  scores: Scores,
  labels: ArrayLike<number>,
  experiences: readonly (readonly number[])[],
): (number | undefined)[] {
  return taskMaskedAccuracy(
    scores,
    labels,
    experiences.map((_, e) => experiences.slice(0, e + 1).flat()),
  );
}
