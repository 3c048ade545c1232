import { pairedDifferences } from './paired-differences';
import { standardError } from './standard-error';
import { twoSidedP } from './student-t';

export interface PairedTTest {
  /** Mean difference over its standard error; positive where `values` are greater. Infinite if all differences are equal. */
  readonly t: number;
  /** Degrees of freedom, pairs − 1. */
  readonly degrees: number;
  /** Two-sided p-value in [0, 1], exact to 1e-14 or so: how likely a |t| at least as great is if there is no difference. */
  readonly p: number;
}

/**
 * Student's paired t-test of runs on the same seeds, the test to which {@link pairedDifference} is the interval: p < 0.05
 * exactly where that interval leaves out 0. SciPy's `ttest_rel`. For several comparisons in one table, {@link holmCorrection}.
 *
 * @param values `values[i]` and `baseline[i]` are of the same seed
 * @returns undefined for a single pair, and where no pair differs at all
 * @throws InvalidMetricInputError for two lists of different lengths, no values at all, and values that are not finite
 */
export function pairedTTest(values: readonly number[], baseline: readonly number[]): PairedTTest | undefined {
  const differences = pairedDifferences(values, baseline);
  const { mean, error } = standardError(differences);
  const degrees = differences.length - 1;
  if (degrees === 0 || differences.every((difference) => difference === 0)) return undefined;
  const [first] = differences;
  // The mean of equal numbers may differ from them in its last bit, and their error from 0.
  const areEqual = differences.every((difference) => difference === first);
  const t = areEqual ? Math.sign(mean) * Number.POSITIVE_INFINITY : mean / error;
  return { t, degrees, p: twoSidedP(t, degrees) };
}
