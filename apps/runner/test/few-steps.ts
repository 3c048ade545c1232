import type { Benchmark } from '@exmodel/benchmarks';
import type { ExperimentConfig } from '../src/config/schema';

/** Two experiences and a few steps: what is asked is that it works, not that it learns. */
export const few: Partial<ExperimentConfig> = {
  synthetic: true,
  experiences: 2,
  expert_epochs: 1,
  expert_mb_size: 32,
  epochs: 1,
  num_iter_per_exp: 2,
  train_mb_size: 4,
  buffer_iter: 1,
  buffer_mb_size: 64,
  merge_images: 2,
};

/** One image a class and share, so that every scenario has as few as it can. */
export function fewestImages({ experiences }: Benchmark): number {
  return Math.max(...experiences.slice(0, 2).map(({ index, classes }) => (index + 1) * classes.length));
}
