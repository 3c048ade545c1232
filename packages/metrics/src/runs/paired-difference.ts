import { type MeanAndInterval, meanAndInterval } from './mean-and-interval';
import { pairedDifferences } from './paired-differences';

/**
 * Mean difference and two-sided 95 % confidence interval of runs in pairs, `values[i]` and `baseline[i]` of the same seed:
 * {@link meanAndInterval} of `values[i] − baseline[i]`. What a seed makes easy or hard for both drops out, so that it is
 * narrower than the two means' own intervals suggest wherever both follow the seed. The interval of the paired t-test.
 *
 * @throws InvalidMetricInputError for two lists of different lengths, no values at all, and values that are not finite
 */
export function pairedDifference(values: readonly number[], baseline: readonly number[]): MeanAndInterval {
  return meanAndInterval(pairedDifferences(values, baseline));
}
