import { InvalidMetricInputError } from './invalid-metric-input-error';

/** @throws InvalidMetricInputError unless `value` is an integer >= 1 */
export function checkCount(argument: string, value: number, advice: string): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidMetricInputError({ argument, given: value, expected: 'an integer >= 1', advice });
  }
}
