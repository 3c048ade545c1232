import { checkProbabilities } from '../shared/check-probabilities';
import type { Scores } from '../shared/check-scores';

/**
 * Mean negative log-likelihood of the labels, the cross-entropy in nats: −1/n · Σ_i ln p_i,label. Nothing is clipped: a right class
 * with probability 0 makes it infinite, where scikit-learn's `log_loss` gives a large number.
 *
 * @param probabilities [samples][classes], each row summing to 1
 * @param labels class ids, one per row of probabilities
 * @returns in [0, ∞]; undefined if there are no samples
 * @throws InvalidMetricInputError
 */
export function negativeLogLikelihood(probabilities: Scores, labels: ArrayLike<number>): number | undefined {
  checkProbabilities(probabilities, labels);
  let sum = 0;
  for (const [i, row] of probabilities.entries()) {
    sum -= Math.log(Math.min(1, row[labels[i] as number] as number));
  }
  return probabilities.length === 0 ? undefined : sum / probabilities.length;
}
