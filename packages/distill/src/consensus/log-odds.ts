import { scaleOf } from '../standardized';
import { takeTurn } from '../take-turn';
import type { Rows } from './read-rows';

/**
 * How certain an expert is of each of its own classes, image by image: the log-odds of the class,
 * z_c − log Σ_{j≠c} exp z_j over all the expert's outputs. Columns of others' classes that are 0 on every image are
 * none of its outputs but filled in beside them. An image of another expert's class seldom makes it as sure as one
 * of its own, and tends to leave it between two of its classes.
 *
 * The scale of logits differs from expert to expert. So each one's log-odds are shifted and scaled as a whole: on the images
 * that all experts share, those of its likeliest class have mean 0 and variance 1.
 *
 * @param logits images × outputs
 * @param reference the number of images, from the first on, from which shift and scale are computed
 * @returns images × classes.length, in the order of `classes`
 */
export async function logOdds(
  logits: Rows,
  classes: readonly number[],
  reference: number,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { odds, likeliest } = await ownLogOdds(logits, classes, signal);
  const { mean, deviation } = scaleOf(likeliest.subarray(0, reference));
  return odds.map((value) => (value - mean) / deviation);
}

/** Log-odds as they are: images × classes values, and those of each image's likeliest class. Cost: O(images·classes·outputs). */
export async function ownLogOdds(
  { values, width }: Rows,
  classes: readonly number[],
  signal?: AbortSignal,
): Promise<{ readonly odds: Float32Array; readonly likeliest: Float32Array }> {
  const outputs = outputsInUse({ values, width }, classes);
  const images = values.length / width;
  const odds = new Float32Array(images * classes.length);
  const likeliest = new Float32Array(images);
  for (let image = 0; image < images; image++) {
    await takeTurn(signal);
    const row = values.subarray(image * width, (image + 1) * width);
    const own = classes.map((c) => (row[c] as number) - logSumExp(row, outputs, c));
    odds.set(own, image * classes.length);
    likeliest[image] = Math.max(...own);
  }
  return { odds, likeliest };
}

/** The outputs that are the expert's: its classes, and others that are not 0 on every image. */
export function outputsInUse({ values, width }: Rows, classes: readonly number[]): number[] {
  const used = new Set(classes);
  values.forEach((value, at) => {
    if (value !== 0) used.add(at % width);
  });
  return [...used].sort((a, b) => a - b);
}

/** log Σ exp of all outputs but one; 0 where there is no other, as for a lone output behind a sigmoid. */
function logSumExp(row: Float32Array, outputs: readonly number[], except: number): number {
  const others = outputs.filter((c) => c !== except).map((c) => row[c] as number);
  if (others.length === 0) return 0;
  const top = Math.max(...others);
  return top + Math.log(others.reduce((sum, value) => sum + Math.exp(value - top), 0));
}
