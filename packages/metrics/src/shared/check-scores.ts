import { checkIndex } from './check-index';
import { InvalidMetricInputError } from './invalid-metric-input-error';

/** One row per sample, one score per class: arrays or typed arrays, all of one length. Rows of a flat array: its `subarray`s. */
export type Scores = readonly ArrayLike<number>[];

/**
 * @returns the number of classes, 0 if there are no samples
 * @throws InvalidMetricInputError unless every row has as many scores, none is NaN, and every label is one of its classes
 */
export function checkScores(argument: string, scores: Scores, labels: ArrayLike<number>): number {
  if (labels.length !== scores.length) {
    throw new InvalidMetricInputError({
      argument: 'labels.length',
      given: labels.length,
      expected: `${scores.length}, one label per row of ${argument}`,
      advice: 'Pass scores and labels of the same samples, in the same order.',
    });
  }
  const classes = scores[0]?.length ?? 0;
  for (const [i, row] of scores.entries()) {
    if (row.length !== classes) {
      throw new InvalidMetricInputError({
        argument: `${argument}[${i}].length`,
        given: row.length,
        expected: `${classes}, as in the first row`,
        advice: 'Give every sample one score per class.',
      });
    }
    for (let c = 0; c < classes; c++) {
      if (!Number.isNaN(row[c])) continue;
      throw new InvalidMetricInputError({
        argument: `${argument}[${i}][${c}]`,
        given: row[c],
        expected: 'a number',
        advice: 'A model whose scores are NaN has diverged: report that in the place of a metric.',
      });
    }
    checkIndex(
      `labels[${i}]`,
      labels[i] ?? Number.NaN,
      classes,
      'Labels are indices of the scores of a row.',
    );
  }
  return classes;
}
