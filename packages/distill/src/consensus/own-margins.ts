import type { Rows } from './read-rows';

/** A margin that an expert shows on images which look to it like its own: about that of a trained classifier. */
const strong = 10;
/** The share of the images on which an expert's largest margin stays below `strong`. */
const quantile = 0.99;

/**
 * How much an expert speaks for each of its own classes, image by image: the class's logit less the mean of the
 * logits of the classes that the expert never saw, which it was taught to deny on everything that it knows.
 *
 * Experts are not equally loud. So each is scaled to the same loudness on the images that all experts share: on
 * 99 % of them its largest margin is below 10.
 *
 * @param logits images × outputs
 * @param reference so many images, the first, tell how loud an expert is
 * @returns images × classes.length, in the order of `classes`
 */
export function ownMargins(
  { values, width }: Rows,
  classes: readonly number[],
  reference: number,
): Float32Array {
  const foreign = Array.from({ length: width }, (_, c) => c).filter((c) => !classes.includes(c));
  const images = values.length / width;
  const margins = new Float32Array(images * classes.length);
  for (let image = 0; image < images; image++) {
    const row = values.subarray(image * width, (image + 1) * width);
    const denied = foreign.reduce((sum, c) => sum + (row[c] as number), 0) / Math.max(1, foreign.length);
    classes.forEach((c, column) => {
      margins[image * classes.length + column] = (row[c] as number) - denied;
    });
  }
  const largest = Float32Array.from({ length: reference }, (_, image) =>
    Math.max(...margins.subarray(image * classes.length, (image + 1) * classes.length)),
  );
  const loudest = largest.sort()[Math.floor(quantile * (reference - 1))] as number;
  // An expert that speaks for no image at all has no loudness to go by.
  return loudest > 0 ? margins.map((margin) => (margin * strong) / loudest) : margins;
}
