import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';

/**
 * Mean and its standard error, s / √n with s² = Σ (x − mean)² / (n − 1); the error of a single value is NaN.
 * @throws InvalidMetricInputError for no values at all and for values that are not finite
 */
export function standardError(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const count = values.length;
  if (count === 0) {
    throw new InvalidMetricInputError({
      argument: 'values.length',
      given: 0,
      expected: 'at least one value',
      advice: 'Leave the cell empty where nothing was measured.',
    });
  }
  for (const [i, value] of values.entries()) {
    if (!Number.isFinite(value)) {
      throw new InvalidMetricInputError({
        argument: `values[${i}]`,
        given: value,
        expected: 'a finite number',
        advice: 'Omit the runs without a value, and state how many they are.',
      });
    }
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (count - 1) / count) };
}
