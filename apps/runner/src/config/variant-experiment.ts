import type { ExperimentConfig } from './schema';
import type { StudyConfig } from './study-schema';

/** A variant as the experiment that it is by itself, with the first seed. */
export function variantExperiment(
  { title: _title, seeds, baseline: _baseline, variants, ...shared }: StudyConfig,
  variant: string,
): ExperimentConfig & { readonly name: string; readonly strategy: string } {
  const [first = 0] = seeds;
  return { ...shared, ...variants[variant], seed: first, per_strategy: {} };
}
