/** The values shifted and scaled to mean 0 and variance 1. */
export function standardized(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = Math.sqrt(Math.max(variance, 1e-12));
  return values.map((value) => (value - mean) / deviation);
}
