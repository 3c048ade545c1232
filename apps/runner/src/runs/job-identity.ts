import type { StrategyConfig } from '../config/strategy-config';
import type { JobIdentity } from '../storage/job-folder';
import { jobConfig } from '../storage/metrics-file';
import { strategyNamed } from '../strategies/registry';

/** All that a job's results depend on. */
export function jobIdentity(config: StrategyConfig, backend: string): JobIdentity {
  const { revision } = strategyNamed(config.strategy);
  return { ...jobConfig(config), backend, ...(revision !== undefined && { revision }) };
}
