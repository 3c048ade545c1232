/**
 * What things cost, for the estimate of the time left: in units of one image's training step (forward
 * and backward to the weights).
 */
export const work = {
  /** Forward only. */
  forward: 0.25,
  /** Forward and backward to the image, beside penalties. */
  synthesis: 1,
  /** A training step with two teachers. */
  distillation: 1.5,
  training: 1,
} as const;
