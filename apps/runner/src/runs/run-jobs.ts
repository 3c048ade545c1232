import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Benchmark } from '@exmodel/benchmarks';
import type { EventStream } from '@exmodel/loggers';
import type { SharedConfig, StrategyConfig } from '../config/strategy-config';
import { collectExperts } from '../experts/collect-experts';
import { expertOrigins } from '../experts/expert-origin';
import type { TrainedExpert } from '../experts/prepare-experts';
import { expertWork } from '../experts/train-expert';
import { percent } from '../reports/results-table';
import { checkWritable, startJobFolder } from '../storage/job-folder';
import type { Metrics } from '../storage/metrics-file';
import { tryLock } from '../storage/try-lock';
import { strategyNamed } from '../strategies/registry';
import type { StrategyContext, StrategyDefinition } from '../strategies/strategy';
import type { ExpertOrigin } from '../streams/expert-origin';
import { learnedExperiences } from '../streams/learned-experiences';
import { openStream, type Stream } from '../streams/open-stream';
import { letSignalsIn } from '../teaching/let-signals-in';
import type { WorkMeter } from '../teaching/work-meter';
import type { Job } from './job';
import { earlierMetrics, jobIdentity } from './job-identity';
import { jobSinks } from './job-sinks';
import { jobWork, runStrategy } from './learn-stream';

export interface JobsOnOneStream {
  /** At least one; their configurations differ in nothing that the stream or its experts depend on. */
  readonly jobs: readonly Job[];
  /** Name of the backend. */
  readonly backend: string;
  readonly events: EventStream;
  readonly meter: WorkMeter;
}

/** A strategy that makes no sense on this stream or with these settings. */
export class RefusedStrategyError extends Error {
  override readonly name = 'RefusedStrategyError';

  constructor(
    readonly strategy: string,
    readonly scenario: string,
    readonly reason: string,
  ) {
    super(`strategy "${strategy}" was refused on ${scenario}: ${reason}.`);
  }
}

/**
 * Runs jobs on the stream that they share: its experts first, once for all, then one job after the other, each in its own
 * folder, which must be free or replaceable.
 *
 * @returns the metrics of the jobs, in their order
 */
export async function runJobs({ jobs: given, backend, events, meter }: JobsOnOneStream): Promise<Metrics[]> {
  const [first] = given;
  if (first === undefined) return [];
  const { config } = first;
  const cache = join(config.logdir, '.experts');
  const jobs = given.map((job) => ({ ...job, definition: strategyNamed(job.config.strategy) }));
  const stream = await openStream(config, (text) => events.emit({ type: 'message', level: 'info', text }));
  const needed = jobs.some(({ definition }) => definition.withoutExperts !== true);
  const origins = needed ? expertOrigins(config, stream.benchmark, cache) : [];
  for (const job of jobs) await refuseMisfit(job.definition, job.config, stream.benchmark, origins);
  buildEach(stream, origins);
  for (const folder of new Set([...jobs.map((job) => dirname(job.folder)), cache])) checkWritable(folder);
  const jobsWork = jobs.reduce(
    (total, job) => total + jobWork(job.definition, job.config, stream.benchmark),
    0,
  );
  const expertsWork = (needed ? learnedExperiences(config, stream.benchmark) : []).reduce(
    (total, { index }) => total + expertWork(config, stream.benchmark, index),
    0,
  );
  meter.plan(jobsWork + expertsWork);
  const experts = needed ? await streamExperts(stream, { config, backend, events, meter, cache }) : [];
  const results: Metrics[] = [];
  for (const { name, folder, definition, config: own } of jobs) {
    const turn = await waitForTurn(name, folder, events);
    try {
      const elsewhere = turn.waited ? earlierMetrics({ folder, config: own }, backend, false) : undefined;
      if (elsewhere !== undefined) {
        const detail = 'finished by another process';
        events.emit({ type: 'job', job: name, state: 'skipped', detail });
        meter.drop(jobWork(definition, own, stream.benchmark));
        results.push(elsewhere);
        continue;
      }
      startJobFolder(folder, jobIdentity(own, backend));
      const { benchmark, createStudent } = stream;
      const context: StrategyContext = { config: own, benchmark, experts, createStudent };
      results.push(await runJob(name, { definition, folder, context, backend }, events, meter));
    } finally {
      await turn.end();
    }
  }
  for (const { model } of experts) model.dispose();
  return results;
}

/** Waits until no other process runs the job of this folder; `end` lets the next one in. */
async function waitForTurn(
  name: string,
  folder: string,
  events: EventStream,
): Promise<{ readonly waited: boolean; readonly end: () => Promise<void> }> {
  // Beside the folder, which is emptied; hidden, for it is nobody's result.
  const path = join(dirname(folder), `.${basename(folder)}`);
  for (let waited = false; ; waited = true) {
    const end = await tryLock(path);
    if (end !== undefined) return { waited, end };
    if (!waited) {
      const text = `${name} is being run by another process, which writes to ${folder}; waiting for it to end. One that was killed is waited for up to half a minute.`;
      events.emit({ type: 'message', level: 'warning', text });
    }
    await setTimeout(300);
  }
}

async function refuseMisfit(
  definition: StrategyDefinition,
  config: StrategyConfig,
  benchmark: Benchmark,
  experts: readonly ExpertOrigin[],
): Promise<void> {
  const reason = await definition.refuse?.(config, benchmark, experts);
  if (reason !== undefined) throw new RefusedStrategyError(definition.name, benchmark.scenario, reason);
}

/** Builds every architecture of a stream, to no end but that it throws where one does not fit the images. */
function buildEach({ createStudent, createExpertModel }: Stream, origins: readonly ExpertOrigin[]): void {
  createStudent().model.dispose();
  const names = origins.map(({ architecture }) => architecture);
  for (const [index, origin] of origins.entries()) {
    if (names.indexOf(origin.architecture) === index) createExpertModel(index, origin).dispose();
  }
}

async function streamExperts(
  { benchmark, createExpertModel: createModel }: Stream,
  {
    config,
    backend,
    events,
    meter,
    cache,
  }: Omit<JobsOnOneStream, 'jobs'> & { readonly config: SharedConfig; readonly cache: string },
): Promise<TrainedExpert[]> {
  const experts = await collectExperts({ config, benchmark, backend, createModel, cache }, events, meter);
  const accuracies = experts.map(({ accuracy }) => percent(accuracy)).join(' ');
  events.emit({ type: 'message', level: 'info', text: `experts on their own test images: ${accuracies}` });
  return experts;
}

async function runJob(
  name: string,
  job: Parameters<typeof runStrategy>[0],
  events: EventStream,
  meter: WorkMeter,
): Promise<Metrics> {
  const sinks = jobSinks(job.folder);
  for (const sink of sinks) events.add(sink);
  let diverged = false;
  try {
    events.emit({ type: 'job', job: name, state: 'started' });
    const running = runStrategy(job);
    for (;;) {
      await letSignalsIn();
      const told = await running.next();
      if (told.done === true) {
        const { accuracy } = told.value;
        events.emit({
          type: 'job',
          job: name,
          state: 'finished',
          detail: `${percent(accuracy)} % over all classes`,
        });
        return told.value;
      }
      const event = told.value;
      if (event.type === 'metric' || event.type === 'image') {
        events.emit({ job: name, ...event });
        continue;
      }
      if (!diverged && event.loss !== undefined && !Number.isFinite(event.loss)) {
        diverged = true;
        const text = `${name} diverged: the loss is ${event.loss} at expert ${event.experience + 1}, ${event.detail}. Lower its learning rate.`;
        events.emit({ type: 'message', level: 'warning', text });
      }
      events.emit({
        type: 'progress',
        phase: name,
        detail: event.detail,
        done: event.experience + 1,
        total: job.context.benchmark.experiences.length,
        ...meter.add(event.work),
        ...lossOf(event),
        ...(event.curve && { curve: event.curve }),
      });
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    events.emit({ type: 'job', job: name, state: 'failed', detail });
    throw error;
  } finally {
    for (const sink of sinks) {
      events.remove(sink);
      await sink.close();
    }
  }
}

function lossOf({ loss }: { readonly loss: number | undefined }): { values?: { loss: number } } {
  return loss === undefined ? {} : { values: { loss } };
}
