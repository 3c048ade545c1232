import { type ChildProcess, fork } from 'node:child_process';
import { asError } from '../../reports/failure-text';
import type { Job, JobOutcome } from '../../runs/job';
import { readMetrics } from '../../storage/metrics-file';
import type { Executor, ExecutorDefinition, ExecutorOptions } from '../executor';
import { type JobReport, jobOrder } from './job-order';
import { JobProcessError } from './job-process-error';
import { JobReports } from './job-reports';

export const processes: ExecutorDefinition = {
  name: 'process',
  summary: 'several jobs at once on this machine, each in a process of its own',
  parallel: true,
  create: processExecutor,
};

/** How long stopped processes may take to end by themselves, in milliseconds. */
const grace = 1500;
/** How much of a process's error output is kept, in characters. */
const keptOutput = 4000;

/**
 * Runs several jobs at once on this machine, each in a process of its own, so that a crash does not affect the others.
 * They share the cores evenly, and experts through the cache.
 */
function processExecutor({
  command,
  backend,
  events,
  store,
  dataroot,
  fresh,
  checkpointInterval,
  commandLine,
  sinks,
  jobs: atOnce,
  threads,
}: ExecutorOptions): Executor {
  const children = new Set<ChildProcess>();
  const never = new Promise<never>(() => {});
  let stopped = false;

  /** Runs a job and reports how it ended. Never resolves once the executor is stopped. */
  async function runOne<J extends Job>(job: J, threads: number, reports: JobReports): Promise<JobOutcome<J>> {
    const outcome = await outcomeOf(job, threads, reports);
    if (stopped) return never;
    if ('failure' in outcome)
      events.emit({ type: 'job', job: job.name, state: 'failed', detail: outcome.failure.message });
    reports.end(job.name);
    return outcome;
  }

  /** Rejects if there is no process, or it cannot receive the job. */
  function processOf(job: Job, threads: number, reports: JobReports): Promise<ProcessEnd> {
    return new Promise((resolve, reject) => {
      const own = ['--logdir', store.location, '--dataroot', dataroot, '--threads', String(threads)];
      const interval =
        checkpointInterval === undefined ? [] : ['--checkpoint-every', String(checkpointInterval)];
      const child = fork(command, ['job', ...own, ...interval], {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        serialization: 'advanced', // JSON has no NaN
      });
      children.add(child);
      let output = '';
      let unsent: Error | undefined;
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-keptOutput);
      });
      child.on('message', (report: JobReport) => {
        if (!stopped) reports.show(job.name, report);
      });
      child.on('error', (error) => {
        output += error.message;
      });
      child.on('close', (code, signal) => {
        children.delete(child);
        if (unsent === undefined) resolve({ code, signal, output: output.trim() });
        else reject(unsent);
      });
      try {
        child.send(jobOrder(job, { backend, fresh, commandLine, sinks }), () => {}); // If the process cannot be reached, it has ended, which is reported above.
      } catch (error) {
        unsent = asError(error);
        child.kill();
      }
    });
  }

  /** Runs a job in a process: the metrics in the store if that succeeded, else the failure. */
  async function outcomeOf<J extends Job>(
    job: J,
    threads: number,
    reports: JobReports,
  ): Promise<JobOutcome<J>> {
    try {
      const { code, signal, output } = await processOf(job, threads, reports);
      const metrics = code === 0 ? await readMetrics(store, job.key) : undefined;
      if (metrics !== undefined) return { job, metrics };
      const why = output === '' ? `; see ${store.pathOf(job.key)}/log.txt` : `: ${output}`;
      return { job, failure: new JobProcessError(code, signal, why) };
    } catch (error) {
      return { job, failure: asError(error) };
    }
  }

  return {
    async run<J extends Job>(jobs: readonly J[]) {
      const running = Math.min(atOnce, jobs.length);
      const share = Math.max(1, Math.floor(threads / Math.max(1, running)));
      const reports = new JobReports(events, jobs.length);
      const outcomes = new Map<J, JobOutcome<J>>();
      const waiting = [...jobs];
      const work = async () => {
        for (;;) {
          if (stopped) return never;
          const job = waiting.shift();
          if (job === undefined) return;
          outcomes.set(job, await runOne(job, share, reports));
        }
      };
      await Promise.all(Array.from({ length: running }, work));
      return jobs.flatMap((job) => outcomes.get(job) ?? []);
    },
    async stop() {
      stopped = true;
      const ended = [...children].map((child) => new Promise((resolve) => child.once('close', resolve)));
      for (const child of children) child.kill('SIGTERM');
      const kill = setTimeout(() => {
        for (const child of children) child.kill('SIGKILL');
      }, grace);
      await Promise.all(ended);
      clearTimeout(kill);
    },
  };
}

/** How a process ended. */
interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of its error output. */
  readonly output: string;
}
