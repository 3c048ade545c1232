import { sameShapes, shareOrigin } from '../averages/share-origin';
import type { WeightArray, Weights } from '../weights';

/** The mean of the weights of `experts` models. */
export interface MeanWeights {
  /** Where a head was moved among the student's outputs, its arrays have `columns`: those that were given so far. */
  readonly weights: Weights;
  readonly experts: number;
  /** How many of them gave each column of the head, if any head was moved; else absent. */
  readonly columns?: Int32Array;
}

/**
 * The mean with one more expert's weights in it, if the student can use them and the experts before started from the same
 * weights; else unchanged. The columns of a head that was moved are the mean over the experts that gave them; one that nobody gave is the
 * student's initial one.
 *
 * @param initial the student's initial weights
 */
export function includeWeights(
  mean: MeanWeights | undefined,
  weights: Weights,
  initial: Weights,
): MeanWeights | undefined {
  if (!joinsMean(mean, weights, initial)) return mean;
  const { weights: before, experts } = mean ?? { weights: initial, experts: 0 };
  const head = [...before, ...weights].find((array) => array.columns !== undefined);
  const all = Array.from({ length: head?.shape.at(-1) ?? 0 }, (_, c) => c);
  const counts = mean?.columns ?? Int32Array.from(all, () => experts);
  const given = weights.find((array) => array.columns !== undefined)?.columns ?? all;
  const next = counts.map((count, c) => count + (given.includes(c) ? 1 : 0));
  const included = before.map((array, i) => {
    const { columns, ...one } = weights[i] as WeightArray;
    if (columns === undefined && array.columns === undefined) {
      const values = array.values.map((value, k) => including(value, one.values[k] as number, experts));
      return { ...one, values };
    }
    const known = all.filter((c) => (next[c] as number) > 0);
    return { ...one, values: withColumns(array.values, one.values, given, counts), columns: known };
  });
  return { weights: included, experts: experts + 1, ...(head && { columns: next }) };
}

/** Whether the mean can have these weights in it. */
export function joinsMean(mean: MeanWeights | undefined, weights: Weights, initial: Weights): boolean {
  return sameShapes(weights, initial) && (mean === undefined || shareOrigin(mean.weights, weights));
}

/** The means of a head's columns with those that one more expert gives. */
function withColumns(
  means: Float32Array,
  values: Float32Array,
  given: readonly number[],
  counts: Int32Array,
): Float32Array {
  const next = means.slice();
  for (let row = 0; row < values.length; row += counts.length)
    for (const c of given)
      next[row + c] = including(next[row + c] as number, values[row + c] as number, counts[c] as number);
  return next;
}

/** The mean of `count` values, with one more in it. */
function including(mean: number, value: number, count: number): number {
  return count === 0 ? value : mean + (value - mean) / (count + 1);
}
