import { scenarioNames } from '@exmodel/benchmarks';
import type { ExperimentConfig } from './schema';

/** The known scenarios that an experiment runs on: those of the grid, which take the place of the one above it. */
export function scenariosOf({ scenario, grid = {} }: ExperimentConfig): string[] {
  const named = (grid.scenario ?? [scenario]) as readonly string[];
  return named.filter((name) => scenarioNames().includes(name));
}

/** The values of a key, with where each is given: those of the grid, which take the place of the one above it. */
export function valuesOf<K extends keyof ExperimentConfig>(
  key: K,
  { grid = {}, ...config }: ExperimentConfig,
) {
  type Value = NonNullable<ExperimentConfig[K]>;
  const varied = (grid[key] ?? []) as readonly Value[];
  if (varied.length > 0) return varied.map((value, i) => ({ value, path: ['grid', key, String(i)] }));
  const given = (config as ExperimentConfig)[key] as Value | undefined;
  return given === undefined ? [] : [{ value: given, path: [key as string] }];
}
