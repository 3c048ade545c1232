import type { Weights } from '../weights';

/**
 * Whether these weights have running statistics of batch norm that were measured on images: those of a fresh network are all 0 and 1. The origin
 * of fine-tuned experts has them.
 */
export function hasTrainedStatistics(weights: Weights): boolean {
  return weights.some(
    ({ name, values }) => /(^|\/)moving_variance$/.test(name) && values.some((v) => v !== 1),
  );
}
