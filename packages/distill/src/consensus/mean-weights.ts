import { sameShapes, shareOrigin } from '../merges/share-origin';
import type { Weights } from '../weights';

/** The mean of the weights of `experts` models. */
export interface MeanWeights {
  readonly weights: Weights;
  readonly experts: number;
}

/**
 * The mean with one more expert's weights in it, if the student can use them and the experts before started from the same
 * weights; else unchanged.
 *
 * @param initial the student's initial weights
 */
export function includeWeights(
  mean: MeanWeights | undefined,
  weights: Weights,
  initial: Weights,
): MeanWeights | undefined {
  if (mean === undefined) return sameShapes(weights, initial) ? { weights, experts: 1 } : undefined;
  if (!shareOrigin(mean.weights, weights)) return mean;
  return { weights: runningAverage(mean.weights, mean.experts, weights), experts: mean.experts + 1 };
}

/** The mean of `count` models' weights with those of one more in it. */
function runningAverage(average: Weights, count: number, next: Weights): Weights {
  return average.map((array, i) => {
    const values = next[i]?.values ?? array.values;
    return {
      ...array,
      values: array.values.map((mean, k) => mean + ((values[k] as number) - mean) / (count + 1)),
    };
  });
}
