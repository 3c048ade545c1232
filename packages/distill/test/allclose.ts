import { expect } from 'vitest';

/** |actual − expected| ≤ absolute + relative·|expected| for every element; a failure names the worst one. */
export function expectAllclose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 0, absolute = 0 }: { relative?: number; absolute?: number },
): void {
  expect(actual.length, 'number of elements').toBe(expected.length);
  let worst = -1;
  let excess = 0;
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i] as number, expected[i] as number];
    const over = Math.abs(a - e) - (absolute + relative * Math.abs(e));
    if (!(over <= excess)) {
      excess = over;
      worst = i;
    }
  }
  if (worst >= 0)
    expect.fail(
      `element ${worst} is ${actual[worst]}, expected ${expected[worst]} (relative ${relative}, absolute ${absolute})`,
    );
}
