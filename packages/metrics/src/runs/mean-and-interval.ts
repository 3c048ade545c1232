import { standardError } from './standard-error';
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
  const { mean, error } = standardError(values);
  const count = values.length;
  return { mean, interval: count === 1 ? undefined : studentT(0.95, count - 1) * error, count };
}
