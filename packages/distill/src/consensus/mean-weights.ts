import { sameShapes, shareOrigin } from '../merges/share-origin';
import type { WeightArray, Weights } from '../weights';

/** The mean of the weights of `experts` models. */
export interface MeanWeights {
  readonly weights: Weights;
  readonly experts: number;
  /** How many of them gave each column of the head, where theirs was moved among the student's outputs; else absent. */
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
  if (!sameShapes(weights, initial)) return mean;
  if (mean !== undefined && !shareOrigin(mean.weights, weights)) return mean;
  const { weights: before, experts, columns } = mean ?? { weights: initial, experts: 0 };
  const moved = weights.find((array) => array.columns !== undefined);
  const counts = columns ?? new Int32Array(moved?.shape.at(-1) ?? 0);
  const next = before.map((array, i) => {
    const { columns: given, ...one } = weights[i] as WeightArray;
    const values =
      given === undefined
        ? array.values.map((value, k) => included(value, one.values[k] as number, experts))
        : withColumns(array.values, one.values, given, counts);
    return { ...one, values };
  });
  if (moved?.columns === undefined)
    return { weights: next, experts: experts + 1, ...(columns && { columns }) };
  const counted = counts.map((count, c) => count + (moved.columns?.includes(c) ? 1 : 0));
  return { weights: next, experts: experts + 1, columns: counted };
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
      next[row + c] = included(next[row + c] as number, values[row + c] as number, counts[c] as number);
  return next;
}

/** The mean of `count` values, with one more in it. */
function included(mean: number, value: number, count: number): number {
  return count === 0 ? value : mean + (value - mean) / (count + 1);
}
