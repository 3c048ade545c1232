import { posix } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { BackendName } from '../../backends/registry';
import { asError } from '../../reports/failure-text';
import type { Job, JobOutcome } from '../../runs/job';
import { earlierMetrics } from '../../runs/job-identity';
import { tryLockJob } from '../../runs/lock-job';
import { Outcomes } from '../../runs/outcomes';
import type { Workplace } from '../../runs/run-jobs';
import { CancelledError, cancelledAmong } from '../../storage/cancellation';
import { lockOf } from '../../storage/job-folder';
import { makeFolder } from '../../storage/make-folder';
import { type Metrics, readMetrics } from '../../storage/metrics-file';
import { isLocked } from '../../storage/try-lock';
import { type Engine, EngineError, type OrderState } from '../engine';
import type { Executor } from '../executor';
import { JobReports } from '../process/job-reports';
import { DetachedError, NoResultError, RemoteJobError } from './remote-errors';
import { Task } from './task';

/** How often a job may end without a result before it has failed, if it got no further in between. */
const mostInVain = 3;

export interface RemoteOptions extends Workplace {
  readonly backend: BackendName;
  /**
   * When the command began for which this process goes on, as `Date.toISOString` writes it. What failed has then failed, and is not tried
   * once more; with `fresh`, what was finished since is kept.
   */
  readonly goesOnSince?: string | undefined;
  /** Called when all jobs are ordered, to leave them to the engine; throws DetachedError. */
  readonly detach?: (attempts: readonly string[]) => Promise<never>;
}

/**
 * Runs jobs on an engine. The store says what is finished, and the engine only where the rest is: what it lost, forgot or let die is ordered
 * again, and what it runs twice gives the same result. All that is remembered lies in the store, too, so this process may be killed at any
 * moment, and the same command goes on.
 */
export function remoteExecutor(engine: Engine, options: RemoteOptions): Executor {
  const { store, events, backend, fresh, goesOnSince, detach } = options;
  const never = new Promise<never>(() => {});
  const open = new Set<Task<Job>>();
  const said = new Set<string>();
  let stopped = false;
  let reached = false;

  function warn(text: string): void {
    if (said.has(text)) return;
    said.add(text);
    events.emit({ type: 'message', level: 'warning', text });
  }

  /** Asks the engine; undefined while it cannot be reached. If it never could, that is an error. */
  async function ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await question();
      reached = true;
      return answer;
    } catch (error) {
      if (!(error instanceof EngineError && error.unreachable && reached)) throw error;
      warn(`${error.message} What it runs goes on; it is asked again until it answers.`);
      return undefined;
    }
  }

  async function run<J extends Job>(jobs: readonly J[]): Promise<JobOutcome<J>[]> {
    const outcomes = new Outcomes(jobs, events);
    const reports = new JobReports(events, jobs.length);
    try {
      for (const job of jobs) open.add(await Task.of(job, options, goesOnSince !== undefined));
      for (;;) {
        await round(outcomes, reports);
        if (open.size === 0 || stopped) break;
        await setTimeout(engine.interval);
      }
    } catch (error) {
      if (error instanceof DetachedError) throw error;
      outcomes.fail(outcomes.pending(), asError(error));
      // An engine that gives no answer may still run what another process ordered: its orders hold.
      if (!(error instanceof EngineError && error.unreachable))
        for (const task of open) await task.drop().catch(() => {});
      open.clear();
    }
    if (stopped) return never;
    await engine.close();
    return outcomes.inOrder();
  }

  /** Looks at every open task once: it ends, is left alone, or is ordered. */
  async function round<J extends Job>(outcomes: Outcomes<J>, reports: JobReports): Promise<void> {
    const ordered = [...open].filter((task) => task.ordered).map((task) => task.attempt);
    const states = await ask(() => engine.states(ordered));
    const keys = [...open].map(({ job }) => job.key);
    const cancelled = await cancelledAmong(store, keys);
    const wanted: (readonly [Task<Job>, OrderState | undefined])[] = [];
    const withdrawn: string[] = []; // One that runs hears of it by itself, and keeps its state.
    let held = 0;
    for (const task of open) {
      if (stopped) return;
      const state = states?.get(task.attempt);
      if (state !== 'waiting') task.listen(reports);
      const isCancelled = cancelled.has(task.job.key);
      if (state === 'waiting' && isCancelled) withdrawn.push(task.attempt);
      else if (state === 'running' || state === 'waiting') held++;
      else {
        const end = await endOf(task, state, { isKnown: states !== undefined, isCancelled });
        if (end === 'order') wanted.push([task, state]);
        else if (end !== 'wait') await settle(task, end, outcomes as unknown as Outcomes<Job>, reports);
      }
    }
    if (states === undefined) return;
    if (withdrawn.length > 0) await ask(() => engine.cancel(withdrawn));
    await order(wanted.slice(0, Math.max(0, (engine.window ?? Number.POSITIVE_INFINITY) - held)));
    const trouble = held > 0 ? await engine.trouble?.() : undefined;
    if (trouble !== undefined) warn(trouble);
    if (detach !== undefined && open.size > 0) await detach([...open].map((task) => task.attempt));
  }

  /** What becomes of a task that the engine does not hold: it has ended, somebody else is at it, or it is to be ordered. */
  async function endOf(
    task: Task<Job>,
    state: OrderState | undefined,
    { isKnown, isCancelled }: { readonly isKnown: boolean; readonly isCancelled: boolean },
  ): Promise<Metrics | Error | 'wait' | 'order'> {
    const { job } = task;
    const isTaken = isLocked(store.pathOf(lockOf(job.key)));
    if (isTaken && !task.ordered) {
      task.wasTaken = true;
      warn(
        `${job.name} is being run by another process, which writes to ${store.pathOf(job.key)}; waiting for it to end.`,
      );
      return 'wait';
    }
    try {
      if (fresh && !task.ordered && !task.wasTaken) await discard(job);
      const metrics = await readMetrics(store, job.key);
      if (metrics !== undefined) return metrics;
      if (task.failure !== undefined) return new RemoteJobError(task.failure);
      if (isCancelled && !isTaken) return new CancelledError();
      if (!task.ordered) return 'order';
      if (isTaken || !isKnown) return 'wait';
      if ((state === 'over' || task.begun) && (await task.isHopeless(mostInVain)))
        return new NoResultError(engine.name, mostInVain, await engine.lastWords(task.attempt));
      return 'order';
    } catch (error) {
      return asError(error);
    }
  }

  /** Removes the results of an earlier run. */
  async function discard(job: Job): Promise<void> {
    await earlierMetrics(store, job, backend, true); // Throws where they are not ours.
    if (goesOnSince !== undefined) {
      const metrics = await readMetrics(store, job.key).catch(() => undefined); // What cannot be read is replaced.
      if (metrics !== undefined && metrics.times.finishedAt >= goesOnSince) return;
    }
    makeFolder(store.pathOf(posix.dirname(job.key)));
    const unlock = await tryLockJob(job, store);
    if (unlock === undefined) return;
    await store.remove(job.key).finally(unlock);
  }

  async function settle(
    task: Task<Job>,
    end: Metrics | Error,
    outcomes: Outcomes<Job>,
    reports: JobReports,
  ): Promise<void> {
    const { job } = task;
    open.delete(task);
    await task.drop().catch(() => {}); // An order without a job does no harm.
    if (end instanceof Error) outcomes.fail([job], end);
    else {
      if (!task.told) {
        const detail = end.diverged ? 'diverged in another process' : 'finished by another process';
        events.emit({ type: 'job', job: job.name, state: 'skipped', detail });
      }
      outcomes.add({ job, metrics: end });
    }
    reports.end(job.name);
  }

  async function order(wanted: readonly (readonly [Task<Job>, OrderState | undefined])[]): Promise<void> {
    if (wanted.length === 0 || stopped) return;
    for (const [task, state] of wanted) {
      await task.next(state === 'over' || task.begun);
      if (stopped) return task.drop();
    }
    await ask(() => engine.submit(wanted.map(([task]) => task.attempt)));
  }

  async function stop(): Promise<void> {
    stopped = true;
    const ordered = [...open].filter((task) => task.ordered);
    const cancelled = engine.cancel(ordered.map((task) => task.attempt)).catch(() => {});
    for (const task of ordered) await task.drop().catch(() => {});
    await cancelled;
    await engine.close();
  }

  return { run, stop };
}
