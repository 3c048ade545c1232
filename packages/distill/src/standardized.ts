/** Mean and standard deviation of the values; 1 as deviation where they do not differ. */
export function scaleOf(values: Float32Array): { readonly mean: number; readonly deviation: number } {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  const mean = sum / values.length;
  for (let i = 0; i < values.length; i++)
    squares += ((values[i] as number) - mean) * ((values[i] as number) - mean);
  const deviation = Math.sqrt(squares / values.length);
  return { mean, deviation: deviation > 1e-9 ? deviation : 1 };
}

/** The values shifted and scaled so that the first `reference` have mean 0 and variance 1; all 0 where those do not differ. */
export function standardized(values: Float32Array, reference = values.length): Float32Array {
  const fixed = values.subarray(0, reference);
  if (fixed.every((value) => value === fixed[0])) return new Float32Array(values.length);
  const { mean, deviation } = scaleOf(fixed);
  return values.map((value) => (value - mean) / deviation);
}
