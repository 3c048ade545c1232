/**
 * Fails with the first value further than `relative` · max(|expected|, `floor`) from the expected one, by name and index.
 * The floor keeps values that are small beside their neighbours from asking for more digits than float32 has.
 */
export function expectAllclose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  relative: number,
  { what = 'value', floor = 0 }: { what?: string; floor?: number } = {},
): void {
  if (actual.length !== expected.length) {
    throw new Error(`${what}: ${actual.length} values where ${expected.length} are expected`);
  }
  for (let index = 0; index < expected.length; index++) {
    const [a, e] = [actual[index] as number, expected[index] as number];
    if (!(Math.abs(a - e) <= relative * Math.max(Math.abs(e), floor))) {
      throw new Error(`${what}[${index}] is ${a}; expected ${e} within ${relative} (floor ${floor})`);
    }
  }
}
