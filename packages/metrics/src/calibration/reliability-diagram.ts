import { argMax } from '../shared/arg-max';
import { checkCount } from '../shared/check-count';
import { checkProbabilities } from '../shared/check-probabilities';
import type { Scores } from '../shared/check-scores';
import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';
import { binnings } from './binning';

/** More are not told apart by any test set, and take memory. */
const mostBins = 10_000;

export interface BinningOptions {
  /** How many bins, from 1 to 10 000; 15 by default, as in Guo et al. 2017. */
  readonly bins?: number | undefined;
  /**
   * `equal-width` (default): bin b holds confidences in (b/bins, (b+1)/bins], 0 being in the first.
   * `equal-mass`: as many samples in each, by rank; samples of equal confidence stay together, so there may be fewer bins.
   */
  readonly binning?: 'equal-width' | 'equal-mass' | undefined;
}

/** The samples whose confidence, the probability of the predicted class, is in one range. */
export interface ReliabilityBin {
  /** Edges of the range; of `equal-mass` bins, the least and the greatest confidence in it. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean confidence, in [0, 1]; undefined in an empty bin. */
  readonly confidence: number | undefined;
  /** Share of right predictions, in [0, 1]; undefined in an empty bin. */
  readonly accuracy: number | undefined;
}

/**
 * Accuracy against confidence, bin by bin; on the diagonal, a model is calibrated. Guo et al. 2017 (arXiv 1706.04599) for equal
 * width, Nguyen & O'Connor 2015 (arXiv 1508.05154) for equal mass. Of equal probabilities, the lower class id is predicted.
 *
 * @param probabilities [samples][classes], each row summing to 1
 * @param labels class ids, one per row of probabilities
 * @returns bins by rising confidence; `equal-width` bins cover [0, 1] and may be empty, `equal-mass` bins never are
 * @throws InvalidMetricInputError
 */
export function reliabilityDiagram(
  probabilities: Scores,
  labels: ArrayLike<number>,
  { bins = 15, binning = 'equal-width' }: BinningOptions = {},
): ReliabilityBin[] {
  checkProbabilities(probabilities, labels);
  checkCount('bins', bins, 'Give the number of bins; 10, 15 and 20 are usual.', mostBins);
  if (!Object.hasOwn(binnings, binning)) {
    throw new InvalidMetricInputError({
      argument: 'binning',
      given: binning,
      expected: "'equal-width' or 'equal-mass'",
      advice: 'Leave it out for bins of equal width.',
    });
  }
  const guesses = probabilities.map((row, i) => {
    const guess = argMax(row) as number;
    return { confidence: Math.min(1, row[guess] as number), correct: guess === labels[i] };
  });
  guesses.sort((a, b) => a.confidence - b.confidence);
  return binnings[binning](guesses, bins).map(({ from, to, guesses }) => {
    const count = guesses.length;
    const share = (sum: number) => (count === 0 ? undefined : sum / count);
    const confidence = share(guesses.reduce((sum, { confidence }) => sum + confidence, 0));
    return { from, to, count, confidence, accuracy: share(guesses.filter(({ correct }) => correct).length) };
  });
}
