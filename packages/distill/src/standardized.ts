/** The values shifted and scaled so that the first `reference` have mean 0 and variance 1; all 0 where those do not differ. */
export function standardized(values: Float32Array, reference = values.length): Float32Array {
  const known = values.subarray(0, reference);
  const mean = known.reduce((sum, value) => sum + value, 0) / reference;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / reference;
  const deviation = Math.sqrt(variance);
  return values.map((value) => (deviation > 1e-9 ? (value - mean) / deviation : 0));
}
