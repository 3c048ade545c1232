import { InvalidMetricInputError } from './invalid-metric-input-error';

/** @throws InvalidMetricInputError unless `value` is an integer in [0, end) */
export function checkIndex(argument: string, value: number, end: number, advice: string): void {
  if (!Number.isInteger(value) || value < 0 || value >= end) {
    throw new InvalidMetricInputError({
      argument,
      given: value,
      expected: Number.isFinite(end) ? `an integer in [0, ${end})` : 'an integer >= 0',
      advice,
    });
  }
}
