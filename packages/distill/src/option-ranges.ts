/** @throws RangeError unless `value`, the option `name`, is a whole number ≥ 1. */
export function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(
      `${name} ${value} was given; it must be a whole number, 1 or more. Correct the option.`,
    );
  }
}

/** @throws RangeError unless `value`, the option `name`, is finite and > 0. */
export function requirePositive(name: string, value: number | undefined): asserts value is number {
  if (value === undefined || !Number.isFinite(value) || value <= 0) {
    throw new RangeError(
      `${name} ${value} was given; it must be a finite number above 0. Correct the option.`,
    );
  }
}

/** @throws RangeError unless `value`, the option `name`, is from 0 to 1. */
export function requireShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1))
    throw new RangeError(`${name} ${value} was given; it must be a number from 0 to 1. Correct the option.`);
}
