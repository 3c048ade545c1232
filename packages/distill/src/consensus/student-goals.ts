import type { Rows } from './read-rows';

/** An image counts by its best evidence: half at this much, and a tenth when no expert claims it at all. */
const claimed = 2.5;
const steepness = 4.5;
const unclaimed = 0.1;

/** What the student's logits should become. */
export interface StudentGoals {
  /** images × outputs: the evidence, each image's centred on 0. */
  readonly logits: Float32Array;
  /** How much each image counts; mean 1. */
  readonly weights: Float32Array;
}

export function studentGoals({ values, width }: Rows): StudentGoals {
  const images = values.length / width;
  const logits = new Float32Array(values.length);
  const weights = new Float32Array(images);
  for (let image = 0; image < images; image++) {
    const row = values.subarray(image * width, (image + 1) * width);
    const mean = row.reduce((sum, value) => sum + value, 0) / width;
    const best = row.reduce((a, b) => Math.max(a, b));
    logits.set(
      row.map((value) => value - mean),
      image * width,
    );
    weights[image] = unclaimed + 1 / (1 + Math.exp(-steepness * (best - claimed)));
  }
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / images;
  return { logits, weights: weights.map((weight) => weight / mean) };
}
