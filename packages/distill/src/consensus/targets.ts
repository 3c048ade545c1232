import { unknown } from './evidence';
import type { Rows } from './read-rows';

/** An image counts by its best evidence: half at this much, and a tenth when no expert claims it at all. */
const claimed = 2.5;
const steepness = 4.5;
const unclaimed = 0.1;

/** What the student shall say of the images. */
export interface Targets {
  /** images × outputs: the evidence, each image's centred on 0. */
  readonly logits: Float32Array;
  /** How much each image counts; mean 1. */
  readonly weights: Float32Array;
}

export function targetsOf({ values, width }: Rows): Targets {
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

/**
 * Evidence from what a student says that has learned it, the inverse of {@link targetsOf}: classes that nobody knows
 * yet have evidence {@link unknown}, which tells how the rows were centred.
 */
export function evidenceOf({ values, width }: Rows, experts: Int32Array): Float32Array {
  const unheard = Array.from(experts.keys()).filter((c) => experts[c] === 0);
  const rows = new Float32Array(values.length);
  for (let from = 0; from < values.length; from += width) {
    const mean = unheard.reduce((sum, c) => sum + (values[from + c] as number), 0) / unheard.length;
    const shift = unheard.length === 0 ? 0 : unknown - mean;
    for (let c = 0; c < width; c++)
      rows[from + c] = experts[c] === 0 ? unknown : (values[from + c] as number) + shift;
  }
  return rows;
}
