import { InvalidMetricInputError } from './invalid-metric-input-error';
import { type MeanAndInterval, meanAndInterval } from './mean-and-interval';

/**
 * Mean difference and two-sided 95 % confidence interval of runs in pairs, `values[i]` and `baseline[i]` of the same seed:
 * {@link meanAndInterval} of `values[i] − baseline[i]`. What a seed makes easy or hard for both drops out, so that it is
 * narrower than the two means' own intervals suggest wherever both follow the seed. The interval of the paired t-test.
 *
 * @throws InvalidMetricInputError for two lists of different lengths, no values at all, and values that are not finite
 */
export function pairedDifference(values: readonly number[], baseline: readonly number[]): MeanAndInterval {
  if (values.length !== baseline.length) {
    throw new InvalidMetricInputError({
      argument: 'values.length',
      given: values.length,
      expected: `${baseline.length}, the length of baseline`,
      advice: 'Leave out, on both sides, the seeds that one side has not run.',
    });
  }
  for (const [argument, list] of Object.entries({ values, baseline })) {
    const at = list.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    throw new InvalidMetricInputError({
      argument: `${argument}[${at}]`,
      given: list[at],
      expected: 'a finite number',
      advice: 'Leave out, on both sides, the seeds that did not yield a value.',
    });
  }
  return meanAndInterval(values.map((value, i) => value - (baseline[i] ?? Number.NaN)));
}
