import { checkProbabilities } from '../shared/check-probabilities';
import type { Scores } from '../shared/check-scores';

/**
 * Mean squared distance of the probabilities from the truth, over all classes:
 *
 *     1/n · Σ_i Σ_c (p_i,c − [c = label_i])²
 *
 * Brier 1950 (Monthly Weather Review 78); scikit-learn's `brier_score_loss(…, scale_by_half=False)`. For two classes, the score
 * of one probability in [0, 1] that many libraries give is half of it.
 *
 * @param probabilities [samples][classes], each row summing to 1
 * @param labels class ids, one per row of probabilities
 * @returns in [0, 2], 0 = right and certain; undefined if there are no samples
 * @throws InvalidMetricInputError
 */
export function brierScore(probabilities: Scores, labels: ArrayLike<number>): number | undefined {
  checkProbabilities(probabilities, labels);
  let sum = 0;
  for (const [i, row] of probabilities.entries()) {
    for (let c = 0; c < row.length; c++) sum += ((row[c] as number) - (c === labels[i] ? 1 : 0)) ** 2;
  }
  return probabilities.length === 0 ? undefined : sum / probabilities.length;
}
