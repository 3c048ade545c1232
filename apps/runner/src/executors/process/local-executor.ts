import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { asError } from '../../reports/failure-text';
import { failedState } from '../../runs/failed-state';
import type { Job, JobOutcome } from '../../runs/job';
import { earlierMetrics } from '../../runs/job-identity';
import { doneElsewhere, waitingText } from '../../runs/lock-job';
import { CancelledError, isCancelled } from '../../storage/cancellation';
import { checkpointsOf } from '../../storage/checkpoints';
import { haltGrace } from '../../storage/halt';
import { lockOf } from '../../storage/job-folder';
import { readMetrics } from '../../storage/metrics-file';
import { isLocked } from '../../storage/try-lock';
import type { Executor, ExecutorDefinition, ExecutorOptions } from '../executor';
import { type JobReport, jobOrder } from './job-order';
import { JobProcessError } from './job-process-error';
import { JobReports } from './job-reports';

export const local: ExecutorDefinition = {
  name: 'local',
  summary: 'several jobs at once on this machine, each in a process of its own',
  parallel: true,
  create: localExecutor,
};

/** How long stopped processes may take to end by themselves, in milliseconds: they keep the state of their jobs. */
const grace = haltGrace + 1500;
/** How often the process of a job may crash, if the job got no further in between. */
const mostCrashes = 3;
/** How often jobs are looked at that other processes run, in milliseconds. */
const pause = 300;
/** How much of a process's error output is kept, in characters. */
const keptOutput = 4000;

/**
 * Runs several jobs at once on this machine, each in a process of its own, so that a crash does not affect the others. They share the
 * cores evenly, and experts through the cache. A job that another command runs is left to that; the next one is taken.
 */
function localExecutor({
  command,
  backend,
  events,
  store,
  dataroot,
  fresh,
  checkpointInterval,
  commandLine,
  sinks,
  memoryLimit,
  jobs: atOnce,
  threads,
}: ExecutorOptions): Executor {
  const children = new Set<ChildProcess>();
  const never = new Promise<never>(() => {});
  /** Jobs that others were seen to run. */
  const seenTaken = new Set<Job>();
  let stopped = false;

  const said = new Set<string>();

  function warn(text: string): void {
    if (said.has(text)) return;
    said.add(text);
    events.emit({ type: 'message', level: 'warning', text });
  }

  /** Runs a job and reports how it ended. Never resolves once the executor is stopped. */
  async function runOne<J extends Job>(job: J, threads: number, reports: JobReports): Promise<JobOutcome<J>> {
    const outcome = await outcomeOf(job, threads, reports);
    if (stopped) return never;
    if ('failure' in outcome) {
      const { failure } = outcome;
      events.emit({ type: 'job', job: job.name, state: failedState(failure), detail: failure.message });
    }
    reports.end(job.name);
    return outcome;
  }

  async function outcomeOf<J extends Job>(
    job: J,
    threads: number,
    reports: JobReports,
  ): Promise<JobOutcome<J>> {
    try {
      if (await isCancelled(store, job.key)) throw new CancelledError();
      const again = fresh && !seenTaken.has(job);
      const metrics = await earlierMetrics(store, job, backend, again);
      if (stopped) return never;
      if (metrics === undefined) return await computed(job, again, threads, reports);
      events.emit({ type: 'job', job: job.name, state: 'skipped', detail: doneElsewhere(metrics) });
      return { job, metrics };
    } catch (error) {
      return { job, failure: asError(error) };
    }
  }

  /** Runs a job in a process, and again if that crashes: the metrics in the store if it succeeds, else the failure. */
  async function computed<J extends Job>(
    job: J,
    again: boolean,
    threads: number,
    reports: JobReports,
  ): Promise<JobOutcome<J>> {
    let [crashes, kept] = [0, await latestState(job)];
    for (let fresh = again; ; fresh = false) {
      const end = await processOf(job, fresh, threads, reports);
      const metrics = end.code === 0 ? await readMetrics(store, job.key) : undefined;
      if (metrics !== undefined) return { job, metrics };
      if (stopped) return never;
      if (await isCancelled(store, job.key)) throw new CancelledError();
      const why = end.output === '' ? `; see ${store.pathOf(job.key)}/log.txt` : `: ${end.output}`;
      const failure = new JobProcessError(end.code, end.signal, why);
      const state = await latestState(job);
      crashes = state === kept ? crashes + 1 : 1;
      kept = state;
      if (!hasCrashed(end) || crashes === mostCrashes) throw failure;
      warn(`${job.name}: ${failure.message}. It is started again.`);
    }
  }

  const latestState = async ({ key }: Job) => (await store.list(checkpointsOf(key))).at(-1);

  /** Rejects if there is no process, or it cannot receive the job. */
  function processOf(job: Job, fresh: boolean, threads: number, reports: JobReports): Promise<ProcessEnd> {
    return new Promise((resolve, reject) => {
      const own = ['--logdir', store.location, '--dataroot', dataroot, '--threads', String(threads)];
      const option = (name: string, value: number | undefined) =>
        value === undefined ? [] : [name, String(value)];
      const parameters = [
        ...option('--checkpoint-every', checkpointInterval),
        ...option('--memory-limit', memoryLimit),
      ];
      const child = fork(command, ['job', ...own, ...parameters], {
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

  /** Takes the next job that nobody runs from those that wait, once there is one; undefined if none waits. */
  async function takeNext<J extends Job>(waiting: J[]): Promise<J | undefined> {
    for (;;) {
      if (stopped) return never;
      const [first] = waiting;
      if (first === undefined) return undefined;
      const free = waiting.findIndex((job) => !isLocked(store.pathOf(lockOf(job.key))));
      for (const job of free === -1 ? waiting : waiting.slice(0, free)) seenTaken.add(job);
      if (free !== -1) return waiting.splice(free, 1)[0];
      warn(waitingText(first, store));
      await wait(pause);
    }
  }

  return {
    async run<J extends Job>(jobs: readonly J[]) {
      const running = Math.min(atOnce, jobs.length);
      const reports = new JobReports(events, jobs.length);
      const outcomes = new Map<J, JobOutcome<J>>();
      const waiting = [...jobs];
      const work = async (_: unknown, slot: number) => {
        const share = Math.floor(threads / running) + (slot < threads % running ? 1 : 0);
        for (;;) {
          const job = await takeNext(waiting);
          if (job === undefined) return;
          outcomes.set(job, await runOne(job, Math.max(1, share), reports));
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

/** Whether a process ended otherwise than by itself, with a result or a reason: then it may succeed another time. */
function hasCrashed({ code, signal }: ProcessEnd): boolean {
  return signal !== null || (code !== 0 && code !== 1);
}
