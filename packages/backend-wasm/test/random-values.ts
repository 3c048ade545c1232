/** Random float32 values in [-1, 1), the same for the same seed. */
export function randomValues(length: number, seed: number): Float32Array {
  const values = new Float32Array(length);
  let state = (seed + 1) >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    values[i] = (state >>> 8) / 2 ** 23 - 1;
  }
  return values;
}
