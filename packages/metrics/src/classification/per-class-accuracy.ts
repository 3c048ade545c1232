import { checkIndex } from '../shared/check-index';
import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';

/**
 * Recall of each class, diagonal / row sum of a confusion matrix (see {@link confusionMatrix}).
 *
 * @returns one value in [0, 1] per class; undefined for a class without samples
 * @throws InvalidMetricInputError unless the matrix is square and holds counts
 */
export function perClassAccuracy(confusion: readonly (readonly number[])[]): (number | undefined)[] {
  return confusion.map((row, label) => {
    if (row.length !== confusion.length) {
      throw new InvalidMetricInputError({
        argument: `confusion[${label}].length`,
        given: row.length,
        expected: `${confusion.length}: the matrix is square`,
        advice: 'Make it with confusionMatrix(labels, predictions, classes).',
      });
    }
    let total = 0;
    for (const [prediction, count] of row.entries()) {
      checkIndex(
        `confusion[${label}][${prediction}]`,
        count,
        Number.POSITIVE_INFINITY,
        'Pass counts, not rates.',
      );
      total += count;
    }
    return total === 0 ? undefined : (row[label] as number) / total;
  });
}
