import { InvalidMetricInputError } from './invalid-metric-input-error';

/** @throws InvalidMetricInputError unless `value` is in [0, 1] or not measured (undefined, null) */
export function checkAccuracy(argument: string, value: number | null | undefined): void {
  if (value != null && !(value >= 0 && value <= 1)) {
    throw new InvalidMetricInputError({
      argument,
      given: value,
      expected: 'an accuracy in [0, 1], undefined or null',
      advice: 'Divide percentages by 100; leave what was not measured undefined, never NaN.',
    });
  }
}
