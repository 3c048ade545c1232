import { count } from '../config/key-values';

/** How long a student learns from one expert. */
export const stepKeys = {
  num_iter_per_exp: count.default(1000).describe('optimizer steps per expert'),
  train_mb_size: count.default(128).describe('images per step'),
};
