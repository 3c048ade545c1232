import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Benchmark } from '@exmodel/benchmarks';
import { configSchema, type ExperimentConfig } from '../config/schema';
import { jobConfig, type StrategyConfig, strategyConfig } from '../config/strategy-config';
import { prepareExperts, type TrainedExpert } from '../experts/prepare-experts';
import { jobWork } from '../runs/job-work';
import { learnStream } from '../runs/learn-stream';
import { folderStore } from '../storage/folder-store';
import { startJobFolder } from '../storage/job-folder';
import type { Metrics } from '../storage/metrics-file';
import { strategies } from '../strategies/registry';
import type { StrategyContext, StrategyDefinition } from '../strategies/strategy';
import { openStream } from '../streams/open-stream';

/** A schedule of seconds on which every strategy learns something of synthetic Split MNIST. */
export const tiny = {
  ...configSchema(strategies).parse({}),
  scenario: 'split_mnist',
  synthetic: true,
  expert_epochs: 2,
  expert_mb_size: 8,
  num_iter_per_exp: 20,
  train_mb_size: 24,
  buffer_size: 40,
  buffer_iter: 20,
  buffer_temperature: 20,
  merge_images: 4,
} satisfies ExperimentConfig;

/** Any stream with trained experts, their weights cached below `folder`. */
export interface TinyStream {
  readonly benchmark: Benchmark;
  readonly experts: readonly TrainedExpert[];
  context(strategy: string, changes?: Partial<StrategyConfig>): StrategyContext;
  dispose(): void;
}

export async function tinyStream(folder: string, config: ExperimentConfig = tiny): Promise<TinyStream> {
  const { benchmark, createExpertModel, createStudent } = await openStream(config);
  const cache = join(folder, '.experts');
  const experts = await result(
    prepareExperts({ config, benchmark, backend: 'wasm', createModel: createExpertModel, cache }),
  );
  return {
    benchmark,
    experts,
    context: (strategy, changes = {}) => ({
      config: { ...strategyConfig(config, strategy), ...changes },
      benchmark,
      experts,
      createStudent,
    }),
    dispose() {
      for (const { model } of experts) model.dispose();
    },
  };
}

/** What happened in one job. */
export interface FinishedJob {
  readonly folder: string;
  readonly metrics: Metrics;
  /** Hash of the trained student's file, if the strategy has one. */
  readonly student: string | undefined;
  /** Work reported, and work planned. */
  readonly work: number;
  readonly plannedWork: number;
  readonly losses: readonly number[];
}

export async function runTinyJob(
  definition: StrategyDefinition,
  context: StrategyContext,
  folder: string,
): Promise<FinishedJob> {
  const store = folderStore(dirname(folder));
  const checkpoints = {
    latest: async () => ({ state: undefined, unusable: [] }),
    offer: async () => {},
    finish: async () => {},
  };
  const run = { definition, context, store, folder: basename(folder), backend: 'wasm', checkpoints };
  await startJobFolder(store, run.folder, { ...jobConfig(context.config), backend: 'wasm' });
  let work = 0;
  const losses: number[] = [];
  const metrics = await result(learnStream(run), (event) => {
    if (event.type !== 'progress') return;
    work += event.work;
    if (event.loss !== undefined) losses.push(event.loss);
  });
  const weights = join(folder, 'student.safetensors');
  return {
    folder,
    metrics,
    student: existsSync(weights)
      ? createHash('sha256').update(readFileSync(weights)).digest('hex')
      : undefined,
    work,
    plannedWork: jobWork(definition, context.config, context.benchmark),
    losses,
  };
}

/** Runs a generator and returns its result; `each` receives what it yields. */
export async function result<E, R>(events: AsyncGenerator<E, R>, each?: (event: E) => void): Promise<R> {
  for (;;) {
    const event = await events.next();
    if (event.done === true) return event.value;
    each?.(event.value);
  }
}
