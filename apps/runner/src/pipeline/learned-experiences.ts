import type { Benchmark, Experience } from '@exmodel/benchmarks';
import type { ExperimentConfig } from '../config/schema';

/** The experiences that a job learns from: the whole stream, or its first. */
export function learnedExperiences(
  { experiment_type }: Pick<ExperimentConfig, 'experiment_type'>,
  { experiences }: Benchmark,
): readonly Experience[] {
  return experiment_type === 'train_ed_single_exp' ? experiences.slice(0, 1) : experiences;
}
