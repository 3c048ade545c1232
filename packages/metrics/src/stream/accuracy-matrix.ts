import { checkAccuracy } from '../shared/check-accuracy';
import { checkCount } from '../shared/check-count';
import { checkIndex } from '../shared/check-index';
import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';

/**
 * Test accuracies of a whole run, the matrix R of GEM (Lopez-Paz & Ranzato 2017, arXiv 1706.08840).
 * Plain data: `JSON.parse(JSON.stringify(matrix))` is the same matrix.
 *
 * There may be more rows than columns: new-instances streams learn many experiences and share one test set.
 */
export interface AccuracyMatrix {
  /** Number of test samples of each experience, each >= 1: one per column. */
  readonly samples: readonly number[];
  /** `rows[k][e]`: accuracy in [0, 1] on experience e's test set after learning experience k; not measured: undefined or null. */
  readonly rows: readonly (readonly (number | null | undefined)[])[];
}

/** A stream has far fewer experiences: a greater index, such as a count of images, would only fill the memory. */
const mostRows = 1_000_000;

/** One measurement: test accuracy on `experience` after learning experience `after` (both from 0). */
export interface AccuracyMeasurement {
  readonly after: number;
  readonly experience: number;
  readonly accuracy: number;
}

/**
 * A matrix with the given test-set sizes and rows (by default nothing is measured yet).
 * @throws InvalidMetricInputError for an impossible size or accuracy, or rows of a wrong length
 */
export function accuracyMatrix(
  samples: readonly number[],
  rows: AccuracyMatrix['rows'] = [],
): AccuracyMatrix {
  const matrix = { samples: [...samples], rows: rows.map((row) => [...row]) };
  checkAccuracyMatrix(matrix);
  return matrix;
}

/**
 * A new matrix that also holds `measurement`; rows in between stay unmeasured.
 * Measuring an entry again replaces it.
 * @throws InvalidMetricInputError for an unknown experience or an accuracy outside [0, 1]
 */
export function withAccuracy(matrix: AccuracyMatrix, measurement: AccuracyMeasurement): AccuracyMatrix {
  const { after, experience, accuracy } = measurement;
  const columns = matrix.samples.length;
  checkIndex('after', after, mostRows, 'Count learned experiences from 0.');
  checkIndex('experience', experience, columns, 'Count test experiences from 0.');
  const rows = Array.from({ length: Math.max(matrix.rows.length, after + 1) }, (_, k) =>
    Array.from({ length: columns }, (_, e) =>
      k === after && e === experience ? accuracy : matrix.rows[k]?.[e],
    ),
  );
  return accuracyMatrix(matrix.samples, rows);
}

/** Accuracy on experience e after learning experience k, or undefined where it was not measured. */
export function accuracyAt(matrix: AccuracyMatrix, k: number, e: number): number | undefined {
  return matrix.rows[k]?.[e] ?? undefined;
}

/** @throws InvalidMetricInputError naming the first entry that no measurement can have produced */
export function checkAccuracyMatrix({ samples, rows }: AccuracyMatrix): void {
  for (const [e, count] of samples.entries()) {
    checkCount(
      `samples[${e}]`,
      count,
      'Give the number of test samples of each experience; leave out an experience without any.',
    );
  }
  for (const [k, row] of rows.entries()) {
    if (row.length !== samples.length) {
      throw new InvalidMetricInputError({
        argument: `rows[${k}].length`,
        given: row.length,
        expected: `${samples.length}, one entry per experience`,
        advice: 'Fill entries that were not measured with undefined or null.',
      });
    }
    for (const [e, accuracy] of row.entries()) checkAccuracy(`rows[${k}][${e}]`, accuracy);
  }
}
