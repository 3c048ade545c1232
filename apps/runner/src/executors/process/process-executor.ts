import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { EventStream } from '@exmodel/loggers';
import type { BackendName } from '../../backends/registry';
import type { Job } from '../../runs/job';
import { readMetrics } from '../../storage/metrics-file';
import type { Executor, JobOutcome } from '../executor';
import type { JobOrder, JobReport } from './job-message';
import { JobsProgress } from './jobs-progress';

export interface ProcessExecutorOptions {
  /** The script of the `exmodel` command: its sub-command `job` runs one. */
  readonly command: string;
  readonly backend: BackendName;
  readonly events: EventStream;
  /** Jobs at the same time. */
  readonly jobs: number;
  /** Threads of all jobs together. */
  readonly threads: number;
}

/** Time that stopped processes have to end by themselves, in milliseconds. */
const grace = 1500;
/** How much of a process's error output is kept, in characters. */
const keptOutput = 4000;

/**
 * Runs several jobs at once on this machine, each in a process of its own, so that one that dies takes no other along. They
 * share the cores evenly, and experts through the cache.
 */
export function processExecutor({
  command,
  backend,
  events,
  jobs: atOnce,
  threads,
}: ProcessExecutorOptions): Executor {
  const children = new Set<ChildProcess>();
  let stopped = false;

  function runOne<J extends Job>(job: J, threads: number, progress: JobsProgress): Promise<JobOutcome<J>> {
    return new Promise((resolve) => {
      const child = fork(command, ['job'], {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        serialization: 'advanced', // JSON has no NaN
      });
      children.add(child);
      let output = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-keptOutput);
      });
      child.on('message', (report: JobReport) => tell(job, report, progress));
      child.on('error', (error) => {
        output += error.message;
      });
      child.on('close', (code, signal) => {
        children.delete(child);
        const metrics = code === 0 ? readMetrics(join(job.folder, 'metrics.json')) : undefined;
        if (stopped) return;
        if (metrics !== undefined) {
          resolve({ job, metrics });
        } else {
          const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
          const why = output.trim() === '' ? `; see ${join(job.folder, 'log.txt')}` : `: ${output.trim()}`;
          const failure = `its process ${how}${why}`;
          events.emit({ type: 'job', job: job.name, state: 'failed', detail: failure });
          resolve({ job, failure });
        }
        events.emit(progress.end(job.name));
      });
      const { name, folder, config } = job;
      const order: JobOrder = { job: { name, folder, config }, backend, threads };
      child.send(order, () => {}); // A process that cannot be reached ends, which is reported above.
    });
  }

  /** Passes on what is of interest beside other jobs; a failure is known here by the process's end. */
  function tell(job: Job, report: JobReport, progress: JobsProgress): void {
    if (stopped) return;
    if (report.type === 'progress') events.emit(progress.observe(job.name, report));
    else if (!isOfOneProcess(report)) events.emit(report);
  }

  return {
    async run(jobs) {
      const running = Math.min(atOnce, jobs.length);
      const share = Math.max(1, Math.floor(threads / Math.max(1, running)));
      const progress = new JobsProgress(jobs.length);
      const outcomes = new Map<Job, JobOutcome<(typeof jobs)[number]>>();
      const waiting = [...jobs];
      const work = async () => {
        for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
          outcomes.set(job, await runOne(job, share, progress));
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

/** What is not worth a line beside other jobs. */
function isOfOneProcess(report: JobReport): boolean {
  switch (report.type) {
    case 'message':
      return report.level === 'info';
    case 'job':
      return report.state !== 'finished';
    case 'run':
    case 'end':
      return true;
    case 'metric':
    case 'image':
    case 'progress':
      return false;
    default:
      return report satisfies never;
  }
}
