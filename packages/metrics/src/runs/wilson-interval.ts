import { checkIndex } from '../shared/check-index';

/** Φ⁻¹(0.975) of the normal distribution. */
const z = 1.959963984540054;

/**
 * 95 % confidence interval of an accuracy measured once on independent test samples (Wilson 1927, JASA 22):
 *
 *     (p + z²/2n ± z · √(p(1−p)/n + z²/4n²)) / (1 + z²/n),   p = correct/n
 *
 * It tells what the finite test set leaves open, not how runs differ: for that, {@link meanAndInterval} over seeds.
 *
 * @param correct number of right predictions, in [0, samples]
 * @param samples number of test samples, n
 * @returns `low` ≤ p ≤ `high`, both in [0, 1]; undefined if there are no samples
 * @throws InvalidMetricInputError
 */
export function wilsonInterval(
  correct: number,
  samples: number,
): { readonly low: number; readonly high: number } | undefined {
  checkIndex('samples', samples, Number.POSITIVE_INFINITY, 'Give the number of test samples.');
  checkIndex('correct', correct, samples + 1, 'Give a count, not a share.');
  if (samples === 0) return undefined;
  const p = correct / samples;
  const scale = 1 + z ** 2 / samples;
  const centre = (p + z ** 2 / (2 * samples)) / scale;
  const half = (z * Math.sqrt((p * (1 - p)) / samples + z ** 2 / (4 * samples ** 2))) / scale;
  return { low: correct === 0 ? 0 : centre - half, high: correct === samples ? 1 : centre + half };
}
