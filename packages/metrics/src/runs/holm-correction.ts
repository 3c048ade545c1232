import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';

/**
 * p-values corrected for how many comparisons were made, by Holm's step-down method (Holm 1979, Scandinavian Journal of
 * Statistics 6): with p_(1) ≤ … ≤ p_(m),
 *
 *     p̃_(i) = max_{j≤i} min(1, (m − j + 1) · p_(j))
 *
 * Rejecting where p̃ ≤ α makes any false rejection at most α likely, whatever the dependence of the tests. statsmodels:
 * `multipletests(p, method='holm')`.
 *
 * @param pValues each in [0, 1]; undefined for a comparison that was not made, which does not count in m
 * @returns the corrected values in the same order, each in [p, 1]; undefined stays undefined
 * @throws InvalidMetricInputError for a value outside [0, 1]
 */
export function holmCorrection(pValues: readonly (number | undefined)[]): (number | undefined)[] {
  const made: { readonly p: number; readonly at: number }[] = [];
  for (const [at, p] of pValues.entries()) {
    if (p === undefined) continue;
    if (!(p >= 0 && p <= 1)) {
      throw new InvalidMetricInputError({
        argument: `pValues[${at}]`,
        given: p,
        expected: 'a p-value in [0, 1] or undefined',
        advice: 'Pass the uncorrected p-values of all comparisons of one table together.',
      });
    }
    made.push({ p, at });
  }
  const corrected = new Array<number | undefined>(pValues.length).fill(undefined);
  let greatest = 0;
  for (const [rank, { p, at }] of made.sort((a, b) => a.p - b.p).entries()) {
    greatest = Math.max(greatest, Math.min(1, (made.length - rank) * p));
    corrected[at] = greatest;
  }
  return corrected;
}
