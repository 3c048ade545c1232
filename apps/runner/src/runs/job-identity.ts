import { defaultsOf, type StrategyKeys } from '../config/keys';
import { sharedDefaults } from '../config/schema';
import type { JobConfig } from '../config/strategy-config';
import { unreadBy } from '../config/without-unread';
import { type ComparedKeys, finishedMetrics, type JobIdentity } from '../storage/job-folder';
import type { Metrics } from '../storage/metrics-file';
import type { Store } from '../storage/store';
import { strategies, strategyNamed } from '../strategies/registry';
import type { Job } from './job';

/** Everything that a job's results depend on. */
export function jobIdentity(config: JobConfig, backend: string): JobIdentity {
  const { revision } = strategyNamed(config.strategy);
  return { ...config, backend, ...(revision !== undefined && { revision }) };
}

/**
 * The metrics of an earlier run of this job, or undefined where it is pending.
 *
 * @throws FolderTakenError when its folder holds another job's results, or files that no run wrote
 */
export function earlierMetrics(
  store: Store,
  { key, config }: Pick<Job, 'key' | 'config'>,
  backend: string,
  fresh: boolean,
): Promise<Metrics | undefined> {
  const keys = comparedKeys(strategyNamed(config.strategy), strategies);
  return finishedMetrics(store, key, jobIdentity(config, backend), fresh, keys);
}

/** Earlier versions chose on test images. */
const chosenOtherwise = {
  measured_on:
    'To go on with the candidates that are there, choose on the images that they were measured on: --set choose_on=test_images (or validation_images). ',
};

/** The keys of a strategy's jobs, as they are compared. */
export function comparedKeys({ name, keys }: StrategyKeys, all: readonly StrategyKeys[]): ComparedKeys {
  return {
    defaults: { ...sharedDefaults, ...defaultsOf(keys) },
    unread: unreadBy([name], all),
    advice: chosenOtherwise,
  };
}
