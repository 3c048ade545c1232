import { posix } from 'node:path';
import type { Benchmark } from '@exmodel/benchmarks';
import type { EventStream } from '@exmodel/loggers';
import type { StrategyConfig } from '../config/strategy-config';
import { collectExperts } from '../experts/collect-experts';
import { expertOrigins } from '../experts/expert-origin';
import { registryFolder } from '../experts/expert-set';
import type { TrainedExpert } from '../experts/prepare-experts';
import { expertWork } from '../experts/train-expert';
import { asError } from '../reports/failure-text';
import { percent } from '../reports/percent';
import { CancelledError, cancellationInterval, isCancelled } from '../storage/cancellation';
import { checkpointsIn, checkpointsOf, type StateOrigin } from '../storage/checkpoints';
import type { FolderStore } from '../storage/folder-store';
import type { Halt } from '../storage/halt';
import { checkWritable, continueJobFolder, startJobFolder } from '../storage/job-folder';
import { watchedStore } from '../storage/watched-store';
import { strategyNamed } from '../strategies/registry';
import type { ExpertOrigin } from '../streams/expert-origin';
import { learnedExperiences } from '../streams/learned-experiences';
import { measuredBenchmark } from '../streams/measured-benchmark';
import { openStream, type Stream } from '../streams/open-stream';
import type { WorkMeter } from '../teaching/work-meter';
import { jobOrigin, savedState } from './checkpoints';
import type { Job, JobOutcome } from './job';
import { earlierMetrics, jobIdentity } from './job-identity';
import { cutLogs } from './job-logs';
import type { JobState } from './job-state';
import { jobWork } from './job-work';
import { doneElsewhere, lockJob, tryLockJob, type Unlock } from './lock-job';
import { Outcomes } from './outcomes';
import { RefusedStrategyError } from './refused-strategy-error';
import { runJob } from './run-job';

/** What a machine needs to run jobs, whichever they are. */
export interface Workplace {
  /** Name of the backend. */
  readonly backend: string;
  /** Where results go and experts are kept. */
  readonly store: FolderStore;
  /** Folder of data sets. */
  readonly dataroot: string;
  /** Run finished jobs again. Otherwise a job that another process finishes before its turn is not run. */
  readonly fresh: boolean;
  /** What the user typed, to be kept with the results. */
  readonly commandLine?: string | undefined;
  /** Seconds between two checkpoints of a job within an experience; 0 keeps one after every event. By default 30. */
  readonly checkpointInterval?: number | undefined;
  /** Tools of others that the jobs report to: `mlflow=http://127.0.0.1:5000`. */
  readonly sinks?: readonly string[] | undefined;
  readonly events: EventStream;
}

export interface JobsOnOneStream<J extends Job> extends Workplace {
  /** Their configurations differ in nothing that the stream or its experts depend on. */
  readonly jobs: readonly J[];
  readonly meter: WorkMeter;
  /**
   * What to do about jobs that other processes run, after all the others: `leave` them without an outcome, or `wait` for them. By
   * default `wait`.
   */
  readonly taken?: 'leave' | 'wait';
  /** Jobs that were left before: if one is finished now, another process has done it, and `fresh` does not run it again. */
  readonly left?: ReadonlySet<Job>;
  /** Asked before every step. */
  readonly halt: Halt;
}

/**
 * Runs jobs on the stream that they share: prepares its experts, once for all, then runs one job after the other, each in its
 * own folder, which must be free or replaceable. Never throws: a step that fails is the failure of the jobs that depend on it,
 * and the others go on. Every failure is reported to `events`.
 *
 * @returns the outcomes, in the order of `jobs`; none of a job that was left
 */
export async function runJobs<J extends Job>(group: JobsOnOneStream<J>): Promise<JobOutcome<J>[]> {
  const outcomes = new Outcomes(group.jobs, group.events);
  try {
    await runSteps(group, outcomes);
  } catch (error) {
    outcomes.fail(outcomes.pending(), asError(error));
  }
  return outcomes.inOrder();
}

async function runSteps<J extends Job>(group: JobsOnOneStream<J>, outcomes: Outcomes<J>): Promise<void> {
  const { jobs, events, meter, store } = group;
  const [first] = jobs;
  if (first === undefined) return;
  const config = fullConfig(first, group);
  const cache = store.pathOf(registryFolder);
  let planned = (_: J) => 0; // the work of a job that the meter expects
  /** Does something for those pending jobs that it concerns, if any; where it throws, they fail, and their work is dropped. */
  const step = async <T>(concerns: (job: J) => boolean, action: () => Promise<T> | T) => {
    const concerned = outcomes.pending().filter(concerns);
    if (concerned.length === 0) return undefined;
    await group.halt.pass();
    try {
      return await heeding(concerned, group, action);
    } catch (error) {
      outcomes.fail(concerned, asError(error));
      for (const job of concerned) meter.drop(planned(job));
      return undefined;
    }
  };

  for (const job of jobs) await step(only(job), () => strategyNamed(job.config.strategy));
  const stream = await step(all, () => openStream(config, (text) => info(text, events)));
  if (stream === undefined) {
    meter.plan(0);
    return;
  }
  const { benchmark } = stream;
  const origins = (await step(needsExperts, () => expertOrigins(config, benchmark, cache))) ?? [];
  for (const job of jobs)
    await step(only(job), () => refuseMisfit(fullConfig(job, group), benchmark, origins));
  await step(all, () => stream.createStudent().model.dispose());
  await step(needsExperts, () => buildExperts(stream, origins));
  for (const job of jobs) await step(only(job), () => checkWritable(store, posix.dirname(job.key)));
  await step(needsExperts, () => checkWritable(store, registryFolder));

  meter.plan(plannedWork(outcomes.pending(), group, config, benchmark));
  planned = (job) => workOf(job, group, benchmark);
  const experts = (await step(needsExperts, () => prepareExperts(group, config, stream, cache))) ?? [];
  const teachersOf = async (own: typeof experts): Promise<Teachers> => ({
    experts: own,
    origin: await jobOrigin(group.backend, own),
  });
  const [taught, untaught] = [await teachersOf(experts), await teachersOf([])];
  const run = (job: J, unlock: Unlock, wasTaken: boolean) => {
    // What a job without experts gives must not depend on the jobs beside it.
    const teachers = needsExperts(job) ? taught : untaught;
    return runLocked(job, { ...group, fresh: group.fresh && !wasTaken }, stream, teachers, unlock);
  };
  try {
    const left = group.left ?? new Set();
    for (const job of jobs) {
      const unlock = await step(only(job), () => tryLockJob(job, store));
      if (unlock !== undefined)
        await step(only(job), async () => outcomes.add(await run(job, unlock, left.has(job))));
    }
    for (const job of outcomes.pending()) {
      if (group.taken === 'leave') meter.drop(planned(job));
      else
        await step(only(job), async () =>
          outcomes.add(await run(job, await lockJob(job, store, events, group.halt), true)),
        );
    }
  } finally {
    for (const { model } of experts) model.dispose();
  }
}

/**
 * Does something for these jobs, unless all of them are cancelled; if they are cancelled meanwhile, it ends at its next step.
 *
 * @throws CancelledError
 */
async function heeding<T>(
  jobs: readonly Job[],
  { store, halt }: JobsOnOneStream<Job>,
  action: () => Promise<T> | T,
): Promise<T> {
  const areCancelled = async () => {
    for (const { key } of jobs) if (!(await isCancelled(store, key))) return false;
    return true;
  };
  if (await areCancelled()) throw new CancelledError();
  const timer = setInterval(async () => {
    if (await areCancelled().catch(() => false)) halt.cancel(new CancelledError());
  }, cancellationInterval).unref();
  try {
    return await action();
  } finally {
    clearInterval(timer);
    halt.resume();
  }
}

const all = () => true;
const only = (job: Job) => (other: Job) => other === job;
const needsExperts = ({ config }: Job) => strategyNamed(config.strategy).withoutExperts !== true;

/** A job's configuration as it holds on this machine. */
function fullConfig({ config }: Job, { store, dataroot }: Workplace): StrategyConfig {
  return { ...config, logdir: store.location, dataroot };
}

function info(text: string, events: EventStream): void {
  events.emit({ type: 'message', level: 'info', text });
}

async function refuseMisfit(
  config: StrategyConfig,
  benchmark: Benchmark,
  experts: readonly ExpertOrigin[],
): Promise<void> {
  const definition = strategyNamed(config.strategy);
  const reason = await definition.refuse?.(config, benchmark, experts);
  if (reason !== undefined) throw new RefusedStrategyError(definition.name, benchmark.scenario, reason);
}

/** Builds every architecture of the experts, only to throw where one does not fit the images. */
function buildExperts({ createExpertModel }: Stream, origins: readonly ExpertOrigin[]): void {
  const names = origins.map(({ architecture }) => architecture);
  for (const [index, origin] of origins.entries()) {
    if (names.indexOf(origin.architecture) === index) createExpertModel(index, origin).dispose();
  }
}

/** Expected work of these jobs and of the experts that they need. */
function plannedWork(
  jobs: readonly Job[],
  workplace: Workplace,
  config: StrategyConfig,
  benchmark: Benchmark,
): number {
  const ofJobs = jobs.map((job) => workOf(job, workplace, benchmark));
  const needed = jobs.some(needsExperts) ? learnedExperiences(config, benchmark) : [];
  const ofExperts = needed.map(({ index }) => expertWork(config, benchmark, index));
  return [...ofJobs, ...ofExperts].reduce((total, work) => total + work, 0);
}

function workOf(job: Job, workplace: Workplace, benchmark: Benchmark): number {
  const config = fullConfig(job, workplace);
  return jobWork(strategyNamed(config.strategy), config, measuredBenchmark(config, benchmark));
}

async function prepareExperts(
  { backend, events, meter, checkpointInterval, halt }: JobsOnOneStream<Job>,
  config: StrategyConfig,
  { benchmark, createExpertModel: createModel }: Stream,
  cache: string,
): Promise<readonly TrainedExpert[]> {
  const options = { config, benchmark, backend, createModel, cache, checkpointInterval, halt };
  const experts = await collectExperts(options, { events, meter });
  const accuracies = experts.map(({ accuracy }) => percent(accuracy)).join(' ');
  info(`experts on their own test images: ${accuracies}`, events);
  return experts;
}

/** The experts of a job, and what its states are good for. */
interface Teachers {
  readonly experts: readonly TrainedExpert[];
  readonly origin: StateOrigin;
}

/** Runs a job unless it is finished, which another process has done since it was planned; with `fresh`, in any case. Unlocks it. */
async function runLocked<J extends Job>(
  job: J,
  group: JobsOnOneStream<J>,
  { benchmark, createStudent }: Stream,
  { experts, origin }: Teachers,
  unlock: Unlock,
): Promise<JobOutcome<J>> {
  const { backend, store, events, meter, fresh, commandLine } = group;
  try {
    const metrics = fresh ? undefined : await earlierMetrics(store, job, backend, false);
    if (metrics !== undefined) {
      events.emit({ type: 'job', job: job.name, state: 'skipped', detail: doneElsewhere(metrics) });
      meter.drop(workOf(job, group, benchmark));
      return { job, metrics };
    }
    const kept = { origin, interval: group.checkpointInterval, halt: group.halt };
    const from = fresh ? undefined : await savedState(job, store, kept, events);
    const identity = { ...jobIdentity(job.config, backend), chosen: job.chosen };
    if (from === undefined) await startJobFolder(store, job.key, identity);
    else {
      cutLogs(store.pathOf(job.key), from.logs);
      await continueJobFolder(store, job.key, identity);
    }
    const definition = strategyNamed(job.config.strategy);
    const config = fullConfig(job, group);
    const context = { config, benchmark: measuredBenchmark(config, benchmark), experts, createStudent };
    const watched = watchedStore(store, job.key);
    const checkpoints = checkpointsIn<JobState>(watched, checkpointsOf(job.key), kept);
    return await runJob({
      ...{ job, name: job.name, commandLine, definition, context, backend, events, meter },
      sinks: group.sinks,
      ...{ store: watched, folder: job.key, from, checkpoints, chosen: job.chosen },
    });
  } finally {
    await unlock();
  }
}
