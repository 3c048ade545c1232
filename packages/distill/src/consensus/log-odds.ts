import { scaleOf } from '../standardized';
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
export function logOdds(
  { values, width }: Rows,
  classes: readonly number[],
  reference: number,
): Float32Array {
  const images = values.length / width;
  const used = new Set(classes);
  values.forEach((value, at) => {
    if (value !== 0) used.add(at % width);
  });
  const outputs = [...used].sort((a, b) => a - b);
  const odds = new Float32Array(images * classes.length);
  const likeliest = new Float32Array(images);
  for (let image = 0; image < images; image++) {
    const row = values.subarray(image * width, (image + 1) * width);
    const own = classes.map((c) => (row[c] as number) - logSumExp(row, outputs, c));
    odds.set(own, image * classes.length);
    likeliest[image] = Math.max(...own);
  }
  const { mean, deviation } = scaleOf(likeliest.subarray(0, reference));
  return odds.map((value) => (value - mean) / deviation);
}

/** log Σ exp of all outputs but one; 0 where there is no other, as for a lone output behind a sigmoid. */
function logSumExp(row: Float32Array, outputs: readonly number[], except: number): number {
  const others = outputs.filter((c) => c !== except).map((c) => row[c] as number);
  if (others.length === 0) return 0;
  const top = Math.max(...others);
  return top + Math.log(others.reduce((sum, value) => sum + Math.exp(value - top), 0));
}
