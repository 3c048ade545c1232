import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { JobEvent } from './job-event';

/** Bins of a histogram: as many as are looked at, and few enough for logs. */
const bins = 30;

/** How the weights of each layer are spread that multiply its inputs: those with two axes or more. */
export async function* weightHistograms(
  model: LayersModel,
  experience: number,
): AsyncGenerator<JobEvent, void> {
  for (const weight of model.trainableWeights) {
    if (weight.shape.length < 2) continue;
    const spread = spreadOf(await weight.read().data());
    if (spread !== undefined)
      yield { type: 'histogram', experience, name: `weights/${weight.originalName}`, ...spread };
  }
}

/** Counts numbers in bins of equal width; undefined if one is not finite, or there are none. */
export function spreadOf(values: ArrayLike<number>) {
  let [min, max, sum, sumOfSquares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    sumOfSquares += value * value;
  }
  if (!Number.isFinite(sumOfSquares) || values.length === 0) return undefined;
  const counts: number[] = Array(bins).fill(0);
  const perUnit = max > min ? bins / (max - min) : 0;
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(bins - 1, Math.floor(((values[i] as number) - min) * perUnit));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { min, max, counts, sum, sumOfSquares };
}
