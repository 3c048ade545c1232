import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';

/**
 * How little a model grows while it learns: MS = min(1, 1/n · Σ_i θ_0 / θ_i), 1 = it does not grow. Díaz-Rodríguez et al. 2018
 * (arXiv 1810.13166); continuum's `model_size_growth`.
 *
 * @param sizes θ_i: parameters or bytes of the model after learning experience i, each > 0
 * @returns in (0, 1]; undefined if there are none
 * @throws InvalidMetricInputError
 */
export function modelSizeEfficiency(sizes: readonly number[]): number | undefined {
  for (const [i, size] of sizes.entries()) {
    if (size > 0 && Number.isFinite(size)) continue;
    throw new InvalidMetricInputError({
      argument: `sizes[${i}]`,
      given: size,
      expected: 'a finite number > 0',
      advice: 'Give the number of parameters after each experience.',
    });
  }
  const [first] = sizes;
  if (first === undefined) return undefined;
  return Math.min(1, sizes.reduce((sum, size) => sum + first / size, 0) / sizes.length);
}
