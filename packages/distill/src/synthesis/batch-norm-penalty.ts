import { add, mean, type Scalar, squaredDifference } from '@tensorflow/tfjs-core';
import type { BatchNormStatistics } from '../expert';
import { MissingProbeError } from '../missing-probe-error';

/**
 * How far the images' statistics are from those that the expert saw in training: for every
 * batch-norm layer the mean squared difference of the means plus that of the (biased) variances
 * (DeepInversion, arXiv 1912.08795).
 *
 * `layers: 'last'` keeps only the last layer's term, as the reference does by an overwritten variable.
 *
 * @throws MissingProbeError when the expert has no batch-norm layer.
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
    throw new MissingProbeError(
      'synthesis with batchNorm > 0',
      'logitsAndStatistics',
      'without batch norm, whose logitsAndStatistics() gives no statistics',
      'Set batchNorm (buffer_bns) to 0 for this expert, or draw its images in the way that probesOf() says.',
    );
  }
  return terms.reduce((total, term) => add(total, term) as Scalar);
}
