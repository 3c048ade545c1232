/** Mean and standard deviation of the values; 1 as deviation where they do not differ. */
export function scaleOf(values: Float32Array): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = Math.sqrt(variance);
  return { mean, deviation: deviation > 1e-9 ? deviation : 1 };
}

/** The values shifted and scaled so that the first `reference` have mean 0 and variance 1; all 0 where those do not differ. */
export function standardized(values: Float32Array, reference = values.length): Float32Array {
  const fixed = values.subarray(0, reference);
  if (fixed.every((value) => value === fixed[0])) return new Float32Array(values.length);
  const { mean, deviation } = scaleOf(fixed);
  return values.map((value) => (value - mean) / deviation);
}
