import { checkCount } from '../shared/check-count';
import { checkScores, type Scores } from '../shared/check-scores';

/**
 * Share of samples whose label is among the k classes with the greatest scores. Of equal scores the lower class id comes
 * first, as in an argmax, so that top-1 is the accuracy.
 *
 * @param scores logits or probabilities, [samples][classes]
 * @param labels class ids, one per row of scores
 * @param k at least 1; from the number of classes on, the result is 1
 * @returns in [0, 1]; undefined if there are no samples
 * @throws InvalidMetricInputError
 */
export function topKAccuracy(scores: Scores, labels: ArrayLike<number>, k: number): number | undefined {
  checkScores('scores', scores, labels);
  checkCount('k', k, 'Give the number of classes to look at: 5 for top-5.');
  let correct = 0;
  for (const [i, row] of scores.entries()) {
    const label = labels[i] as number;
    const own = row[label] as number;
    let before = 0;
    for (let c = 0; c < row.length; c++) {
      const score = row[c] as number;
      if (score > own || (score === own && c < label)) before += 1;
    }
    if (before < k) correct += 1;
  }
  return scores.length === 0 ? undefined : correct / scores.length;
}
