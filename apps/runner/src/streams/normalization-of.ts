import type { Normalization } from '@exmodel/benchmarks';
import type { SharedConfig } from '../config/strategy-config';

/** The normalisation that takes the place of the scenario's, if one is given. */
export function normalizationOf({
  image_mean,
  image_std,
}: Pick<SharedConfig, 'image_mean' | 'image_std'>): Normalization | undefined {
  return image_mean && image_std && { mean: image_mean, std: image_std };
}
