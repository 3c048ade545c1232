import type { Benchmark, Experience } from '@exmodel/benchmarks';
import type { SharedConfig } from '../config/strategy-config';

/** The experiences that a job learns from: the whole stream, or its first `experiences`, or the first one. */
export function learnedExperiences(
  config: Pick<SharedConfig, 'experiment_type' | 'experiences'>,
  { experiences }: Benchmark,
): readonly Experience[] {
  return experiences.slice(0, config.experiment_type === 'train_ed_single_exp' ? 1 : config.experiences);
}
