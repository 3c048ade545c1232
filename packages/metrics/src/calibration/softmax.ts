import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';

/**
 * Probabilities of logits: exp(z_c) / Σ exp(z), without overflow.
 *
 * @param logits one per class; −Infinity for a class that is masked
 * @returns as many values in [0, 1], which sum to 1
 * @throws InvalidMetricInputError if a logit is NaN or infinite, or none is left without a mask
 */
export function softmax(logits: ArrayLike<number>): number[] {
  const row = Array.from(logits);
  const greatest = row.reduce((best, logit) => Math.max(best, logit), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(greatest)) {
    throw new InvalidMetricInputError({
      argument: 'the greatest of logits',
      given: greatest,
      expected: 'a finite number',
      advice: 'Leave one class unmasked; a model whose logits are NaN or infinite has diverged.',
    });
  }
  const powers = row.map((logit) => Math.exp(logit - greatest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
