/** Mean and standard deviation of the values; 1 as deviation where they do not differ. */
export function scaleOf(values: Float32Array): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const apart = (values[i] as number) - mean;
    squares += apart * apart;
  }
  const deviation = Math.sqrt(squares / values.length);
  return { mean, deviation: deviation > 1e-9 ? deviation : 1 };
}

/** The values shifted and scaled so that the first `reference` have mean 0 and variance 1; all 0 where those do not differ. */
export function standardized(values: Float32Array, reference = values.length): Float32Array {
  const fixed = values.subarray(0, reference);
  if (fixed.every((value) => value === fixed[0])) return new Float32Array(values.length);
  const { mean, deviation } = scaleOf(fixed);
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = ((values[i] as number) - mean) / deviation;
  return out;
}
