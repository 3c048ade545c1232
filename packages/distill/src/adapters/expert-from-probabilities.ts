import { log, maximum, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { Expert } from '../expert';

/** Smaller probabilities count as this one: a logit of about −16. */
const least = 1e-7;

/** How far a row of probabilities may be from a sum of 1, by rounding. */
const tolerance = 1e-3;

/**
 * Whether the outputs of a model on some images are probabilities: all of them in 0 … 1, and every row of sum 1.
 *
 * @param rows [images, outputs], which stay the caller's
 */
export async function areProbabilities(rows: Tensor2D): Promise<boolean> {
  const [images, width] = rows.shape;
  if (images === 0 || width < 2) return false;
  return (await rows.array()).every(
    (row) =>
      row.every((value) => value >= 0 && value <= 1 + tolerance) &&
      Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) <= tolerance,
  );
}

/**
 * The expert whose `logits` give probabilities, with their logarithms instead: the logits but for a constant an image. Use it on
 * an expert of all outputs of its model, before `placeExpert`. Adapters cut a softmax off by themselves where they see it.
 */
export function expertFromProbabilities(expert: Expert): Expert {
  const toLogits = (probabilities: Tensor2D) => log(maximum(probabilities, least) as Tensor2D);
  const own = expert as Required<Expert>; // called only where the expert has it, and as its method
  return {
    classes: expert.classes,
    ...(expert.task !== undefined && { task: expert.task }),
    ...(expert.initialWeights && { initialWeights: expert.initialWeights }),
    ...(expert.initialEstimated && { initialEstimated: expert.initialEstimated }),
    logits: (images) => tidy(() => toLogits(expert.logits(images))),
    ...(expert.logitsAndStatistics && {
      logitsAndStatistics: (images) =>
        tidy(() => {
          const { logits, statistics } = own.logitsAndStatistics(images);
          return { logits: toLogits(logits), statistics: statistics.map((each) => ({ ...each })) };
        }),
    }),
    ...(expert.runningStatistics && { runningStatistics: expert.runningStatistics }),
    ...(expert.classifierWeights && { classifierWeights: () => own.classifierWeights() }),
    ...(expert.weights && { weights: () => own.weights() }),
    ...(expert.novelty && { novelty: (...given: Parameters<typeof own.novelty>) => own.novelty(...given) }),
  };
}
