import { checkIndex } from '../shared/check-index';
import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';

const mostClasses = 20_000;

/**
 * Counts of samples: `matrix[label][prediction]`, shape [classes, classes]. Row sums are the samples of each class,
 * the diagonal holds the correct ones.
 *
 * @param labels true class ids, integers in [0, classes)
 * @param predictions predicted class ids, as many and in the same range
 * @param classes how many there are, at most 20 000: the matrix of as many takes 3.2 GB
 * @throws InvalidMetricInputError
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): number[][] {
  checkIndex('classes', classes, mostClasses + 1, 'Give the number of classes, not their ids.');
  if (labels.length !== predictions.length) {
    throw new InvalidMetricInputError({
      argument: 'predictions.length',
      given: predictions.length,
      expected: `${labels.length}, one prediction per label`,
      advice: 'Pass labels and predictions of the same samples, in the same order.',
    });
  }
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? Number.NaN;
    const prediction = predictions[i] ?? Number.NaN;
    checkIndex(`labels[${i}]`, label, classes, 'Use global class ids and count every class in `classes`.');
    checkIndex(`predictions[${i}]`, prediction, classes, 'Predictions are argmax indices of the logits.');
    const row = matrix[label] as number[];
    row[prediction] = (row[prediction] as number) + 1;
  }
  return matrix;
}
