import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Benchmark } from '@exmodel/benchmarks';
import { type EventStream, jsonlSink, type Sink, textSink } from '@exmodel/loggers';
import type { ChosenBackend } from '../backend';
import type { ExperimentConfig } from '../config/schema';
import { type StrategyConfig, strategyConfig } from '../config/strategy-config';
import { checkWritable, finishedMetrics, startJobFolder } from '../results/job-folder';
import { jobConfig, type Metrics } from '../results/metrics-file';
import { percent } from '../results/results-table';
import { expertWork, prepareExperts, type TrainedExpert } from './experts';
import { learnedExperiences } from './learned-experiences';
import { openStream, type Stream } from './open-stream';
import { jobWork, runStrategy } from './run-strategy';
import { strategyNamed } from './strategies/registry';
import type { StrategyContext, StrategyDefinition } from './strategy';
import { WorkMeter } from './work-meter';

export interface Experiment {
  readonly config: ExperimentConfig & { readonly name: string };
  readonly backend: ChosenBackend;
  readonly events: EventStream;
  /** Run again what is finished already. */
  readonly fresh: boolean;
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
 * Runs every strategy of the configuration on its stream: experts first, once for all, then one job a
 * strategy, each in a folder of its own. Jobs that are finished already are not run again.
 *
 * @returns the metrics of all strategies, in the configuration's order
 */
export async function runExperiment({ config, backend, events, fresh }: Experiment): Promise<Metrics[]> {
  const definitions = [config.strategy].flat().map(strategyNamed);
  const root = join(config.logdir, config.name);
  const cache = join(config.logdir, '.experts');
  const jobs = definitions.map((definition) => {
    const folder = join(root, definition.name);
    const own = strategyConfig(config, definition.name);
    const identity = { ...jobConfig(own), backend: backend.name };
    return { definition, folder, config: own, identity, finished: finishedMetrics(folder, identity, fresh) };
  });
  const strategies = definitions.map(({ name }) => name);
  events.emit({
    type: 'run',
    name: config.name,
    strategies,
    backend: backend.name,
    seed: config.seed,
  });

  const open = jobs.filter((job) => job.finished === undefined);
  const done = new Map(
    jobs.flatMap((job) => (job.finished === undefined ? [] : [[job.definition, job.finished]])),
  );
  for (const { name } of done.keys()) {
    events.emit({
      type: 'job',
      strategy: name,
      state: 'skipped',
      detail: 'finished earlier; --fresh runs it again',
    });
  }
  if (open.length > 0) {
    const stream = await openStream(config);
    for (const job of open) await refuseMisfit(job.definition, job.config, stream.benchmark);
    stream.createExpertModel().dispose(); // throws where the model does not fit the images
    for (const folder of [root, cache]) checkWritable(folder);
    const jobsWork = open.reduce(
      (total, job) => total + jobWork(job.definition, job.config, stream.benchmark),
      0,
    );
    const needed = open.some(({ definition }) => definition.withoutExperts !== true);
    const expertsWork = (needed ? learnedExperiences(config, stream.benchmark) : []).reduce(
      (total, { index }) => total + expertWork(config, stream.benchmark, index),
      0,
    );
    const meter = new WorkMeter(jobsWork + expertsWork);
    const experts = needed ? await collectExperts(stream, { config, backend, events, meter, cache }) : [];
    for (const job of open) {
      startJobFolder(job.folder, job.identity);
      const { benchmark, createStudent } = stream;
      const context: StrategyContext = { config: job.config, benchmark, experts, createStudent };
      done.set(job.definition, await runJob({ ...job, context, backend: backend.name }, events, meter));
    }
    for (const { model } of experts) model.dispose();
  }
  return definitions.flatMap((definition) => done.get(definition) ?? []);
}

async function refuseMisfit(
  definition: StrategyDefinition,
  config: StrategyConfig,
  benchmark: Benchmark,
): Promise<void> {
  const reason = await definition.refuse?.(config, benchmark);
  if (reason !== undefined) throw new RefusedStrategyError(definition.name, benchmark.scenario, reason);
}

async function collectExperts(
  { benchmark, createExpertModel }: Stream,
  {
    config,
    backend,
    events,
    meter,
    cache,
  }: Omit<Experiment, 'fresh'> & { readonly meter: WorkMeter; readonly cache: string },
): Promise<TrainedExpert[]> {
  const count = learnedExperiences(config, benchmark).length;
  const making = prepareExperts({
    config,
    benchmark,
    backend: backend.name,
    createModel: createExpertModel,
    cache,
  });
  for (;;) {
    await letSignalsIn();
    const made = await making.next();
    if (made.done === true) {
      const accuracies = made.value.map(({ accuracy }) => percent(accuracy)).join(' ');
      events.emit({
        type: 'message',
        level: 'info',
        text: `experts on their own test images: ${accuracies}`,
      });
      return made.value;
    }
    const event = made.value;
    if (event.type === 'discarded') {
      const text = `the cached expert ${event.path} cannot be used and is trained again: ${event.reason}`;
      events.emit({ type: 'message', level: 'warning', text });
    } else if (event.type === 'ready') {
      if (event.fromCache) meter.drop(expertWork(config, benchmark, event.expert));
    } else {
      events.emit({
        type: 'progress',
        phase: 'experts',
        detail: event.detail,
        done: event.expert + 1,
        total: count,
        ...meter.add(event.work),
        ...lossOf(event),
      });
    }
  }
}

async function runJob(
  job: Parameters<typeof runStrategy>[0],
  events: EventStream,
  meter: WorkMeter,
): Promise<Metrics> {
  const strategy = job.definition.name;
  const sinks: Sink[] = [textSink(join(job.folder, 'log.txt')), jsonlSink(join(job.folder, 'events.jsonl'))];
  for (const sink of sinks) events.add(sink);
  let diverged = false;
  try {
    events.emit({ type: 'job', strategy, state: 'started' });
    const running = runStrategy(job);
    for (;;) {
      await letSignalsIn();
      const told = await running.next();
      if (told.done === true) {
        const { accuracy } = told.value;
        events.emit({
          type: 'job',
          strategy,
          state: 'finished',
          detail: `${percent(accuracy)} % over all classes`,
        });
        return told.value;
      }
      const event = told.value;
      if (event.type === 'metric') {
        events.emit({ strategy, ...event });
        continue;
      }
      if (!diverged && event.loss !== undefined && !Number.isFinite(event.loss)) {
        diverged = true;
        const text = `${strategy} diverged: the loss is ${event.loss} at expert ${event.experience + 1}, ${event.detail}. Lower its learning rate.`;
        events.emit({ type: 'message', level: 'warning', text });
      }
      events.emit({
        type: 'progress',
        phase: strategy,
        detail: event.detail,
        done: event.experience + 1,
        total: job.context.benchmark.experiences.length,
        ...meter.add(event.work),
        ...lossOf(event),
      });
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    events.emit({ type: 'job', strategy, state: 'failed', detail });
    throw error;
  } finally {
    for (const sink of sinks) {
      events.remove(sink);
      await sink.close();
    }
  }
}

/**
 * A turn of the event loop. Results of a backend that computes in this thread are there at once, and
 * waiting for them alone would keep timers and Ctrl-C out until the run is over.
 */
function letSignalsIn(): Promise<void> {
  return setImmediate();
}

function lossOf({ loss }: { readonly loss: number | undefined }): { values?: { loss: number } } {
  return loss === undefined ? {} : { values: { loss } };
}
