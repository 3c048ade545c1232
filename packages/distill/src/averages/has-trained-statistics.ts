import type { Weights } from '../weights';

/**
 * Whether these weights have running statistics of batch norm that were measured on images: those of a fresh network are all 0 and 1. The origin
 * of fine-tuned experts has them if it is a public network, and they fit the experts' images better than any that painted images give.
 */
export function hasTrainedStatistics(weights: Weights): boolean {
  return weights.some(
    ({ name, values }) => /(^|\/)moving_variance$/.test(name) && values.some((v) => v !== 1),
  );
}
