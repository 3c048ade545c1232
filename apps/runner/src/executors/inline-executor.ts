import { streamOf } from '../config/stream-of';
import type { Job, JobOutcome } from '../runs/job';
import { runJobs, type Workplace } from '../runs/run-jobs';
import { WorkMeter } from '../teaching/work-meter';
import type { Executor, ExecutorDefinition } from './executor';

export const inline: ExecutorDefinition = {
  name: 'inline',
  summary: 'one job after the other, in this process',
  parallel: false,
  create: inlineExecutor,
};

/** Runs one job after the other in this process. Jobs on the same stream share the stream and its experts. */
export function inlineExecutor(workplace: Workplace): Executor {
  let stopped = false;
  const proceed = () => (stopped ? new Promise<void>(() => {}) : Promise.resolve());
  return {
    async run<J extends Job>(jobs: readonly J[]) {
      const outcomes = new Map<J, JobOutcome<J>>();
      const groups = byStream(jobs);
      const meter = new WorkMeter(groups.length);
      const run = async (group: readonly J[], taken: 'leave' | 'wait', left = new Set<Job>()) => {
        const results = await runJobs({ ...workplace, jobs: group, meter, taken, left, proceed });
        for (const outcome of results) outcomes.set(outcome.job, outcome);
      };
      // What other processes run comes last: until then there is work for this one.
      for (const group of groups) await run(group, groups.length > 1 ? 'leave' : 'wait');
      const left = jobs.filter((job) => !outcomes.has(job));
      for (const group of byStream(left)) await run(group, 'wait', new Set(left));
      await proceed();
      return jobs.flatMap((job) => outcomes.get(job) ?? []);
    },
    // What is running ends with this process.
    async stop() {
      stopped = true;
    },
  };
}

/** Groups jobs that agree in all keys that the stream or its experts depend on. */
function byStream<J extends Job>(jobs: readonly J[]): J[][] {
  const groups = new Map<string, J[]>();
  for (const job of jobs) {
    const stream = streamOf(job.config);
    groups.set(stream, [...(groups.get(stream) ?? []), job]);
  }
  return [...groups.values()];
}
