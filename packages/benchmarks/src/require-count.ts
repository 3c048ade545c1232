/** @throws RangeError unless `value`, the option or argument `name`, is a positive integer. */
export function requireCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new RangeError(`${name} ${value}: expected a positive integer. Correct the number.`);
}
