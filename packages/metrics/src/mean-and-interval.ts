import { InvalidMetricInputError } from './invalid-metric-input-error';
import { studentT } from './student-t';

export interface MeanAndInterval {
  readonly mean: number;
  /** Half the width of the 95 % interval: report mean ± interval. Undefined for a single value. */
  readonly interval: number | undefined;
  /** How many values it was computed from. */
  readonly count: number;
}

/**
 * Mean and two-sided 95 % confidence interval over independent runs (one value per seed):
 *
 *     mean ± t(0.975, n−1) · s / √n,   s² = Σ (x − mean)² / (n − 1)
 *
 * Student's t because runs are few. It assumes roughly normal values and may reach outside an accuracy's [0, 1].
 *
 * @throws InvalidMetricInputError for no values at all and for values that are not finite
 */
export function meanAndInterval(values: readonly number[]): MeanAndInterval {
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
  if (count === 1) return { mean, interval: undefined, count };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / (count - 1) / count);
  return { mean, interval: studentT(0.95, count - 1) * standardError, count };
}
