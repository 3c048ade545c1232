import type { Keys, ValuesOf } from './keys';
import type { CandidateKeys, ExperimentConfig, PlanKey, SharedKeys } from './schema';

/** What all jobs of an experiment have in common, whatever their strategies read. */
export type SharedConfig = Omit<SharedKeys, 'name' | 'strategy' | 'per_strategy' | PlanKey> & CandidateKeys;

/**
 * The configuration of one job: the experiment's, with this strategy's values from `per_strategy`.
 *
 * @typeParam K the keys that the strategy declares; without it, their values are unknown to the type
 */
export type StrategyConfig<K extends Keys = Keys> = SharedConfig & {
  readonly strategy: string;
} & ValuesOf<K>;

/** Takes one job's configuration from an experiment's. */
export function strategyConfig(config: ExperimentConfig, strategy: string): StrategyConfig {
  const {
    name: _,
    per_strategy: own,
    grid: _grid,
    seeds: _seeds,
    assess_runs: _runs,
    max_jobs: _jobs,
    sinks: _sinks,
    metric_name: _metric,
    choose_on: _choice,
    ...shared
  } = config;
  return { ...shared, ...own[strategy], strategy };
}

/** A job's configuration as it is sent to processes and saved with results: it names no folders. */
export type JobConfig = Omit<SharedConfig, 'logdir' | 'dataroot'> & {
  readonly strategy: string;
} & ValuesOf<Keys>;

export function jobConfig({ logdir: _logdir, dataroot: _dataroot, ...config }: StrategyConfig): JobConfig {
  return config;
}
