import { runSeeds } from './run-seeds';
import type { ExperimentConfig } from './schema';

/** The seeds of an experiment's runs. A grid is tried with the first. */
export function seedsOfRuns({
  grid,
  seeds,
  assess_runs,
  seed,
}: Pick<ExperimentConfig, 'grid' | 'seeds' | 'assess_runs' | 'seed'>): readonly number[] {
  if (seeds !== undefined) return seeds;
  return grid === undefined && assess_runs === undefined ? [seed] : runSeeds.slice(0, assess_runs ?? 1);
}
