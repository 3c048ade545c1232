import { add, mean, type Scalar, squaredDifference } from '@tensorflow/tfjs-core';
import type { BatchNormStatistics } from '../expert';

/**
 * How far the images' statistics are from those that the expert saw in training: for every
 * batch-norm layer the mean squared difference of the means plus that of the (biased) variances
 * (DeepInversion, arXiv 1912.08795).
 *
 * `layers: 'last'` keeps only the last layer's term, as the reference does by an overwritten variable.
 *
 * @throws RangeError when the expert has no batch-norm layer.
 */
export function batchNormPenalty(
  statistics: readonly BatchNormStatistics[],
  layers: 'all' | 'last' = 'all',
): Scalar {
  const chosen = layers === 'all' ? statistics : statistics.slice(-1);
  const terms = chosen.map(
    (layer) =>
      add(
        mean(squaredDifference(layer.mean, layer.runningMean)),
        mean(squaredDifference(layer.variance, layer.runningVariance)),
      ) as Scalar,
  );
  if (terms.length === 0) {
    throw new RangeError(
      'the batch-norm penalty was given an expert without batch-norm layers; it needs at least one. ' +
        'Set its weight (buffer_bns) to 0 for this expert.',
    );
  }
  return terms.reduce((total, term) => add(total, term) as Scalar);
}
