import { checkAccuracy } from '../shared/check-accuracy';
import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';
import { mean } from '../shared/mean';

/**
 * AMCA: mean over experiences of the mean accuracy per class, every class counting the same:
 *
 *     1/K · Σ_k (1/C · Σ_c rows[k][c])
 *
 * Avalanche's `Top1_AMCA_Stream` (`amca.py`), with the classes that the test stream has.
 *
 * @param rows `rows[k][c]`: accuracy in [0, 1] on class c after learning experience k ({@link perClassAccuracy}), all rows of
 *   one length. A class that no row measures has no test samples and does not count.
 * @returns in [0, 1]; undefined if there is no such class, or if one was measured after some experiences and not after others
 * @throws InvalidMetricInputError
 */
export function averageMeanClassAccuracy(
  rows: readonly (readonly (number | null | undefined)[])[],
): number | undefined {
  const classes = rows[0]?.length ?? 0;
  for (const [k, row] of rows.entries()) {
    if (row.length !== classes) {
      throw new InvalidMetricInputError({
        argument: `rows[${k}].length`,
        given: row.length,
        expected: `${classes}, as in the first row`,
        advice: 'Give one entry per class; fill those that were not measured with undefined or null.',
      });
    }
    for (const [c, accuracy] of row.entries()) checkAccuracy(`rows[${k}][${c}]`, accuracy);
  }
  const tested = Array.from({ length: classes }, (_, c) => c).filter((c) =>
    rows.some((row) => row[c] != null),
  );
  return mean(rows.map((row) => mean(tested.map((c) => row[c] ?? undefined))));
}
