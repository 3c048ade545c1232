import type { EventStream } from '@exmodel/loggers';
import { streamKeyNames } from '../config/schema';
import type { Job } from '../runs/job';
import { runJobs } from '../runs/run-jobs';
import { WorkMeter } from '../teaching/work-meter';
import type { Executor, JobOutcome } from './executor';

/**
 * Runs one job after the other in this process. Jobs on the same stream share it and its experts. The first failure ends the
 * run: it is thrown.
 */
export function inlineExecutor(options: {
  readonly backend: string;
  readonly events: EventStream;
}): Executor {
  return {
    async run<J extends Job>(jobs: readonly J[]) {
      const groups = byStream(jobs);
      const meter = new WorkMeter(groups.length);
      const outcomes = new Map<J, JobOutcome<J>>();
      for (const group of groups) {
        const results = await runJobs({ ...options, jobs: group, meter });
        for (const [i, metrics] of results.entries()) {
          const job = group[i];
          if (job !== undefined) outcomes.set(job, { job, metrics });
        }
      }
      return jobs.flatMap((job) => outcomes.get(job) ?? []);
    },
    stop: async () => {},
  };
}

/** Jobs that agree in all keys that the stream or its experts depend on, together. */
function byStream<J extends Job>(jobs: readonly J[]): J[][] {
  const groups = new Map<string, J[]>();
  for (const job of jobs) {
    const shared = Object.entries(job.config).filter(([key]) => streamKeyNames.includes(key));
    const stream = JSON.stringify(shared);
    groups.set(stream, [...(groups.get(stream) ?? []), job]);
  }
  return [...groups.values()];
}
