/** @throws RangeError unless `value`, the option `name`, is a whole number ≥ 1. */
export function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) refuse(name, value, 'a whole number, 1 or more');
}

/** @throws RangeError unless `value`, the option `name`, is a whole number ≥ 0. */
export function requireWhole(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) refuse(name, value, 'a whole number, 0 or more');
}

/** @throws RangeError unless the seed is a whole number. */
export function requireSeed(seed: number): void {
  if (!Number.isSafeInteger(seed)) refuse('seed', seed, 'a whole number');
}

/** @throws RangeError unless `value`, the option `name`, is finite. */
export function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) refuse(name, value, 'a finite number');
}

/** @throws RangeError unless `value`, the option `name`, is finite and > 0. */
export function requirePositive(name: string, value: number | undefined): asserts value is number {
  if (value === undefined || !Number.isFinite(value) || value <= 0)
    refuse(name, value, 'a finite number above 0');
}

/** @throws RangeError unless `value`, the option `name`, is finite and ≥ 0. */
export function requireNotNegative(name: string, value: number): void {
  if (!Number.isFinite(value) || value < 0) refuse(name, value, 'a finite number, 0 or more');
}

/** @throws RangeError unless `value`, the option `name`, is from 0 to 1. */
export function requireShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) refuse(name, value, 'a number from 0 to 1');
}

/** @throws RangeError unless `value`, the option `name`, is from 0 to less than 1. */
export function requireDecay(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) refuse(name, value, 'a number from 0 to less than 1');
}

/** @throws RangeError unless a learning rate that is the same for every step is finite and ≥ 0. */
export function requireRate(learningRate: number | ((step: number) => number)): void {
  if (typeof learningRate !== 'function') requireNotNegative('learningRate', learningRate);
}

/** @throws RangeError unless it is a height, a width and a number of channels, whole numbers ≥ 1 */
export function requireShape(shape: readonly number[]): void {
  for (const [i, side] of ['height', 'width', 'channels'].entries()) {
    const value = shape[i];
    if (Number.isSafeInteger(value) && (value as number) >= 1 && shape.length <= 3) continue;
    throw new RangeError(
      `shape's ${side} ${value} was given, in ${shape.join('×')} as a whole; a shape is height, width and channels, three whole numbers, 1 or more. ` +
        'Correct the shape.',
    );
  }
}

function refuse(name: string, value: number | undefined, needed: string): never {
  throw new RangeError(`${name} ${value} was given; it must be ${needed}. Correct the option.`);
}
