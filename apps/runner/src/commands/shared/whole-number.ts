import { InvalidArgumentError } from 'commander';

/** An option's number, at least 1. */
export function atLeastOne(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number from 1 to 999999999.');
}

/** The same, or `auto`. */
export function atLeastOneOrAuto(value: string): number | 'auto' {
  return value === 'auto' ? value : atLeastOne(value);
}

/** An option's number above 0. */
export function aboveZero(value: string): number {
  if (Number(value) > 0 && Number(value) < Number.POSITIVE_INFINITY) return Number(value);
  throw new InvalidArgumentError('Expected a number above 0.');
}

/** An option's number of 32 bits, as seeds have. */
export function wholeNumber(value: string): number {
  if (/^\d{1,10}$/.test(value) && Number(value) <= 0xffffffff) return Number(value);
  throw new InvalidArgumentError('Expected a whole number from 0 to 4294967295.');
}
