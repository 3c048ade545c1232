import type { Executor } from '../src/executors/executor';
import type { Job, JobOutcome } from '../src/runs/job';
import { startJobFolder } from '../src/storage/job-folder';
import { keepMetrics } from '../src/storage/metrics-file';
import type { Store } from '../src/storage/store';
import { divergedMetrics, someMetrics } from './metrics';

/**
 * Gives each job the accuracy that `accuracy` says, at once, and its folder the files that an executor writes; undefined makes it
 * fail, `diverged` diverge.
 *
 * @param ran gets the names of the jobs that were run
 */
export function oracle(
  store: Store,
  ran: string[],
  accuracy: (job: Job) => number | null | undefined | 'diverged',
): Executor {
  return {
    async run<J extends Job>(jobs: readonly J[]) {
      const outcomes: JobOutcome<J>[] = [];
      for (const job of jobs) {
        ran.push(job.name);
        const value = accuracy(job);
        if (value === undefined) {
          outcomes.push({ job, failure: new Error('it died') });
          continue;
        }
        const { key, config, chosen } = job;
        await startJobFolder(store, key, { ...config, backend: 'wasm' });
        const seen = { config, seed: config.seed, ...(chosen && { chosen }) };
        const metrics =
          value === 'diverged' ? divergedMetrics(seen) : someMetrics({ ...seen, accuracy: value });
        outcomes.push({ job, metrics: await keepMetrics(store, key, metrics) });
      }
      return outcomes;
    },
    stop: async () => {},
  };
}

/** The names of the jobs that failed. */
export function failedJobs(outcomes: readonly JobOutcome[]): string[] {
  return outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.job.name] : []));
}
