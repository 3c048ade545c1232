import type { Rows } from './read-rows';

/** Evidence is divided by it: a student's logits of moderate size. */
const scale = 3;
/** An image counts by its best evidence: half at this much, and a tenth when no expert claims it at all. */
const claimed = 7.5;
const steepness = 1.5;
const unclaimed = 0.1;

/** What the student shall say of the images. */
export interface Targets {
  /** images × outputs: the evidence, each image's centred on 0, in the student's scale. */
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
      row.map((value) => (value - mean) / scale),
      image * width,
    );
    weights[image] = unclaimed + 1 / (1 + Math.exp(-steepness * (best - claimed)));
  }
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / images;
  return { logits, weights: weights.map((weight) => weight / mean) };
}

/**
 * Evidence from what a student says that has learned it, the inverse of {@link targetsOf}: classes that nobody knows
 * yet have evidence 0, which tells how the rows were centred.
 */
export function evidenceOf({ values, width }: Rows, experts: Int32Array): Float32Array {
  const unknown = Array.from(experts.keys()).filter((c) => experts[c] === 0);
  const rows = new Float32Array(values.length);
  for (let from = 0; from < values.length; from += width) {
    const ground =
      unknown.reduce((sum, c) => sum + (values[from + c] as number), 0) / Math.max(1, unknown.length);
    for (let c = 0; c < width; c++)
      rows[from + c] = experts[c] === 0 ? 0 : scale * ((values[from + c] as number) - ground);
  }
  return rows;
}
