import { type ExperimentConfig, sharedDefaults } from './schema';
import type { StudyConfig } from './study-schema';

/** The experiment that one variant amounts to, with the study's first seed. */
export function variantExperiment(
  { title: _title, seeds, baseline: _baseline, variants, ...shared }: StudyConfig,
  variant: string,
): ExperimentConfig & { readonly name: string; readonly strategy: string } {
  const [first = 0] = seeds;
  return {
    ...shared,
    ...variants[variant],
    seed: first,
    per_strategy: {},
    choose_on: sharedDefaults.choose_on,
  };
}
