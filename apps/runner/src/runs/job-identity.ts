import type { JobIdentity } from '../storage/job-folder';
import type { JobConfig } from '../storage/metrics-file';
import { strategyNamed } from '../strategies/registry';

/** Everything that a job's results depend on. */
export function jobIdentity(config: JobConfig, backend: string): JobIdentity {
  const { revision } = strategyNamed(config.strategy);
  return { ...config, backend, ...(revision !== undefined && { revision }) };
}
