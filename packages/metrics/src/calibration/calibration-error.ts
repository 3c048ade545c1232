import type { Scores } from '../shared/check-scores';
import { type BinningOptions, reliabilityDiagram } from './reliability-diagram';

/**
 * Expected calibration error: mean distance of accuracy and confidence over the bins of {@link reliabilityDiagram},
 * every sample counting the same:
 *
 *     ECE = Σ_b n_b/n · |acc_b − conf_b|
 *
 * Naeini et al. 2015 (AAAI), Guo et al. 2017 (arXiv 1706.04599). With `binning: 'equal-mass'`, confidences that crowd near 1 are told
 * apart; ACE of Nixon et al. 2019 is another metric, over the probabilities of all classes. The value depends on the bins: say which.
 *
 * @param probabilities [samples][classes], each row summing to 1
 * @param labels class ids, one per row of probabilities
 * @returns in [0, 1], 0 = calibrated; undefined if there are no samples
 * @throws InvalidMetricInputError
 */
export function expectedCalibrationError(
  probabilities: Scores,
  labels: ArrayLike<number>,
  options?: BinningOptions,
): number | undefined {
  const gaps = gapsOf(probabilities, labels, options);
  if (gaps.length === 0) return undefined;
  return gaps.reduce((sum, { gap, count }) => sum + gap * (count / probabilities.length), 0);
}

/**
 * Maximum calibration error: the greatest of these distances, max_b |acc_b − conf_b| (Guo et al. 2017). Bins of few samples
 * rule it.
 *
 * @param probabilities [samples][classes], each row summing to 1
 * @param labels class ids, one per row of probabilities
 * @returns in [0, 1]; undefined if there are no samples
 * @throws InvalidMetricInputError
 */
export function maximumCalibrationError(
  probabilities: Scores,
  labels: ArrayLike<number>,
  options?: BinningOptions,
): number | undefined {
  const gaps = gapsOf(probabilities, labels, options);
  return gaps.length === 0 ? undefined : Math.max(...gaps.map(({ gap }) => gap));
}

function gapsOf(probabilities: Scores, labels: ArrayLike<number>, options: BinningOptions | undefined) {
  return reliabilityDiagram(probabilities, labels, options).flatMap(({ accuracy, confidence, count }) =>
    accuracy === undefined || confidence === undefined
      ? []
      : [{ gap: Math.abs(accuracy - confidence), count }],
  );
}
