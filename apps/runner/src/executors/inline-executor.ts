import { streamOf } from '../config/stream-of';
import type { Job, JobOutcome } from '../runs/job';
import { runJobs, type Workplace } from '../runs/run-jobs';
import { Halt } from '../storage/halt';
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
  const halt = new Halt();
  let running = 0;
  return {
    async run<J extends Job>(jobs: readonly J[]) {
      running++;
      const outcomes = new Map<J, JobOutcome<J>>();
      const groups = byStream(jobs);
      const meter = new WorkMeter(groups.length);
      const run = async (group: readonly J[], taken: 'leave' | 'wait', left = new Set<Job>()) => {
        const results = await runJobs({ ...workplace, jobs: group, meter, taken, left, halt });
        for (const outcome of results) outcomes.set(outcome.job, outcome);
      };
      try {
        // What other processes run comes last: until then there is work for this one.
        for (const group of groups) await run(group, groups.length > 1 ? 'leave' : 'wait');
        const left = jobs.filter((job) => !outcomes.has(job));
        for (const group of byStream(left)) await run(group, 'wait', new Set(left));
        await halt.pass();
      } finally {
        running--;
      }
      return jobs.flatMap((job) => outcomes.get(job) ?? []);
    },
    async stop() {
      const stopping = halt.stop();
      if (running > 0) await stopping;
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
