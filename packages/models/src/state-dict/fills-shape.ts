/** Whether the sides of `shape` are whole numbers, which together make `length` values. */
export function fillsShape(length: number, shape: readonly number[]): boolean {
  const areSides = shape.every((side) => Number.isSafeInteger(side) && side >= 0);
  return areSides && shape.reduce((product, side) => product * side, 1) === length;
}
