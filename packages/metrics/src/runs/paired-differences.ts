import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';

/**
 * `values[i] − baseline[i]` of each pair.
 * @throws InvalidMetricInputError for two lists of different lengths, and values that are not finite
 */
export function pairedDifferences(values: readonly number[], baseline: readonly number[]): number[] {
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
  return values.map((value, i) => value - (baseline[i] as number));
}
