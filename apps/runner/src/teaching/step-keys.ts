import { count } from '../config/key-values';
import { type JobSizes, sized } from '../config/need';

/** What a training step of the student takes. */
export function stepNeed(images: number, { image, student }: JobSizes) {
  return { held: images * image, computed: images * student };
}

/** How long a student learns from one expert. */
export const stepKeys = {
  num_iter_per_exp: count.default(1000).describe('optimizer steps per expert'),
  train_mb_size: sized(count.default(128).describe('images per step'), stepNeed),
};
