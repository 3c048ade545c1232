import { InvalidMetricInputError } from './invalid-metric-input-error';

/** @throws InvalidMetricInputError unless `value` is an integer >= 1, and not above `most` */
export function checkCount(
  argument: string,
  value: number,
  advice: string,
  most = Number.POSITIVE_INFINITY,
): void {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    const expected = Number.isFinite(most) ? `an integer from 1 to ${most}` : 'an integer >= 1';
    throw new InvalidMetricInputError({ argument, given: value, expected, advice });
  }
}
