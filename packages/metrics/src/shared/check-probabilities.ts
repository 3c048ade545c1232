import { checkScores, type Scores } from './check-scores';
import { InvalidMetricInputError } from './invalid-metric-input-error';

/** What 32-bit softmaxes of many classes may be wrong by. */
const tolerance = 1e-3;

/**
 * @returns the number of classes, 0 if there are no samples
 * @throws InvalidMetricInputError unless every row holds values in [0, 1] that sum to 1, both within 0.001
 */
export function checkProbabilities(probabilities: Scores, labels: ArrayLike<number>): number {
  const classes = checkScores('probabilities', probabilities, labels);
  for (const [i, row] of probabilities.entries()) {
    let sum = 0;
    for (let c = 0; c < row.length; c++) {
      const value = row[c] as number;
      sum += value;
      if (value >= 0 && value <= 1 + tolerance) continue;
      throw new InvalidMetricInputError({
        argument: `probabilities[${i}][${c}]`,
        given: value,
        expected: 'a probability in [0, 1]',
        advice: 'Turn logits into probabilities with softmax(logits).',
      });
    }
    if (Math.abs(sum - 1) <= tolerance) continue;
    throw new InvalidMetricInputError({
      argument: `the sum of probabilities[${i}]`,
      given: sum,
      expected: '1',
      advice: 'Turn logits into probabilities with softmax(logits).',
    });
  }
  return classes;
}
