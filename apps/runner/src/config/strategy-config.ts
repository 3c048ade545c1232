import type { ExperimentConfig, PlanKey } from './schema';

/** What the jobs of an experiment have in common: its configuration without what names, chooses and arranges jobs. */
export type SharedConfig = Omit<ExperimentConfig, 'name' | 'strategy' | 'per_strategy' | PlanKey>;

/** The configuration of one job: the experiment's, with what `per_strategy` says of this strategy. */
export interface StrategyConfig extends SharedConfig {
  readonly strategy: string;
}

export function strategyConfig(config: ExperimentConfig, strategy: string): StrategyConfig {
  const {
    name: _,
    per_strategy: own,
    grid: _grid,
    assess_runs: _runs,
    metric_name: _metric,
    ...shared
  } = config;
  // YAML has no undefined: a key that is there has a value.
  return { ...shared, ...(own[strategy] as Partial<StrategyConfig> | undefined), strategy };
}
