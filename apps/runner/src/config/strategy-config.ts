import type { ExperimentConfig } from './schema';

/** The configuration of one job: the experiment's, with what `per_strategy` says of this strategy. */
export interface StrategyConfig extends Omit<ExperimentConfig, 'name' | 'strategy' | 'per_strategy'> {
  readonly strategy: string;
}

export function strategyConfig(config: ExperimentConfig, strategy: string): StrategyConfig {
  const { name: _, per_strategy: own, ...shared } = config;
  // YAML has no undefined: a key that is there has a value.
  return { ...shared, ...(own[strategy] as Partial<StrategyConfig> | undefined), strategy };
}
