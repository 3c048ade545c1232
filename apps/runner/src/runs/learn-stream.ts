import type { Benchmark } from '@exmodel/benchmarks';
import { concatenateImages, type ImageBatch } from '@exmodel/distill';
import type { Curve } from '@exmodel/loggers';
import {
  accuracyMatrix,
  averageAccuracy,
  averageForgetting,
  backwardTransfer,
  confusionMatrix,
  forgetting,
  perClassAccuracy,
  streamAccuracy,
  withAccuracy,
} from '@exmodel/metrics';
import { stateDict, writeSafetensors } from '@exmodel/models';
import { version_core } from '@tensorflow/tfjs-core';
import manifest from '../../package.json';
import type { StrategyConfig } from '../config/strategy-config';
import type { FolderStore } from '../storage/folder-store';
import { imageGrid, selectForGrid } from '../storage/image-grid';
import { jobConfig, keepMetrics, type Metrics } from '../storage/metrics-file';
import { writeSamples } from '../storage/samples-file';
import type { Store } from '../storage/store';
import type { Strategy, StrategyContext, StrategyDefinition } from '../strategies/strategy';
import { learnedExperiences } from '../streams/learned-experiences';
import { type Evaluation, evaluate } from '../teaching/evaluate';
import { work } from '../teaching/work';

/** What a running strategy reports: progress in work units, and measurements. */
export type JobEvent =
  | {
      readonly type: 'progress';
      readonly experience: number;
      readonly detail: string;
      readonly work: number;
      readonly loss: number | undefined;
      /** Where on which curve the loss lies. */
      readonly curve?: Curve;
    }
  | {
      readonly type: 'metric';
      readonly name: string;
      readonly experience: number;
      readonly step?: number;
      readonly value: number;
    }
  | { readonly type: 'image'; readonly name: string; readonly experience: number; readonly path: string };

/** What it takes to run one strategy. */
export interface StrategyRun {
  readonly definition: StrategyDefinition;
  readonly context: StrategyContext;
  readonly store: FolderStore;
  /** Where in the store the results go: the key of a folder that holds no results. */
  readonly folder: string;
  readonly backend: string;
}

/** Expected work of a whole job, evaluation included. */
export function jobWork(
  definition: StrategyDefinition,
  config: StrategyConfig,
  benchmark: Benchmark,
): number {
  const images = benchmark.experiences.reduce((total, { test }) => total + test.length, 0);
  const evaluations = evaluatedAfter(definition, config, benchmark).map(
    (index) => images * evaluationWork(definition, index, benchmark),
  );
  return definition.work(config, benchmark) + evaluations.reduce((total, units) => total + units, 0);
}

/**
 * Learns from the stream with one strategy, tests after every experience, and writes the job's
 * folder: samples as they are made, weights, and `metrics.json` last.
 */
export async function* runStrategy(run: StrategyRun): AsyncGenerator<JobEvent, Metrics> {
  const { definition, context, store, folder } = run;
  const { config, benchmark } = context;
  const { experiences } = benchmark;
  const began = performance.now();
  const seconds = { synthesis: 0, distillation: 0, training: 0, evaluation: 0 };
  let mark = began;
  const count = (phase: string) => {
    const now = performance.now();
    if (phase in seconds) seconds[phase as keyof typeof seconds] += (now - mark) / 1000;
    mark = now;
  };

  let matrix = accuracyMatrix(experiences.map(({ test }) => test.length));
  const accuracyCurve: Metrics['accuracyCurve'] = [];
  const shown: ImageBatch[] = [];
  const measured = evaluatedAfter(definition, config, benchmark);
  let last: readonly Evaluation[] = [];
  let stateBytes: number | undefined;
  const strategy = await definition.create(context);

  /** Tests on every experience. */
  async function* test(index: number): AsyncGenerator<JobEvent, Evaluation[]> {
    const evaluations: Evaluation[] = [];
    for (const experience of experiences) {
      const testing = evaluate(strategy, experience, benchmark.normalization);
      let batch = await testing.next();
      while (batch.done !== true) {
        const units = batch.value.images * evaluationWork(definition, index, benchmark);
        count('evaluation');
        yield { type: 'progress', experience: index, detail: 'evaluation', work: units, loss: undefined };
        batch = await testing.next();
      }
      evaluations.push(batch.value);
    }
    return evaluations;
  }

  try {
    for (const { index } of learnedExperiences(config, benchmark)) {
      for await (const event of strategy.learn(index)) {
        if (event.type === 'samples') {
          await writeSamples(store, `${folder}/samples`, index, event.samples);
          shown.push(selectForGrid(event.samples, experiences.length));
          const sheet = `${folder}/samples.png`;
          await store.writeWhole(sheet, imageGrid(concatenateImages(shown), benchmark.normalization));
          yield { type: 'image', name: 'samples', experience: index, path: store.pathOf(sheet) };
          continue;
        }
        count(event.phase);
        const { done, total, phase } = event;
        yield {
          type: 'progress',
          experience: index,
          detail: `${phase} ${done}/${total}`,
          work: event.work,
          loss: event.loss,
          curve: { name: `${phase}/experience${index}`, step: done },
        };
        if (event.step && done % config.eval_every === 0 && done < total) {
          const accuracy = overImages(yield* withoutWork(test(index)), 'accuracy');
          accuracyCurve.push({ experience: index, iteration: done, accuracy });
          yield { type: 'metric', name: 'accuracy', experience: index, step: done, value: accuracy };
        }
      }
      if (!measured.includes(index)) continue;
      last = yield* test(index);
      for (const [experience, { accuracy, loss }] of last.entries()) {
        matrix = withAccuracy(matrix, { after: index, experience, accuracy });
        const measured = { type: 'metric', experience: index } as const;
        yield { ...measured, name: `accuracy/experience${experience}`, value: accuracy };
        yield { ...measured, name: `loss/experience${experience}`, value: loss };
      }
      yield { type: 'metric', name: 'accuracy', experience: index, value: overImages(last, 'accuracy') };
      yield { type: 'metric', name: 'loss', experience: index, value: overImages(last, 'loss') };
    }
    stateBytes = await strategy.stateBytes?.();
    await writeModel(store, folder, strategy);
  } finally {
    strategy.dispose();
  }
  const confusion = confusionMatrix(
    last.flatMap(({ labels }) => [...labels]),
    last.flatMap(({ predictions }) => [...predictions]),
    benchmark.classCount,
  );
  const metrics: Metrics = {
    schema: 2,
    strategy: definition.name,
    scenario: benchmark.scenario,
    seed: config.seed,
    config: jobConfig(config),
    versions: { exmodel: manifest.version, tfjs: version_core, node: process.version, backend: run.backend },
    experiences: experiences.map(({ classes, task, test }, i) => ({
      classes: [...classes],
      task: task ?? null,
      testImages: test.length,
      expertAccuracy: context.experts[i]?.accuracy ?? null,
    })),
    accuracyMatrix: matrix.rows.map((row) => row.map((accuracy) => accuracy ?? null)),
    accuracy: streamAccuracy(matrix) ?? null,
    averageAccuracy: averageAccuracy(matrix) ?? null,
    forgetting: forgetting(matrix).map((value) => value ?? null),
    averageForgetting: averageForgetting(matrix) ?? null,
    backwardTransfer: backwardTransfer(matrix) ?? null,
    confusion,
    perClassAccuracy: perClassAccuracy(confusion).map((value) => value ?? null),
    accuracyCurve,
    ...(stateBytes !== undefined && { stateBytes }),
    times: { finishedAt: new Date().toISOString(), ...seconds, total: (performance.now() - began) / 1000 },
  };
  return keepMetrics(store, folder, metrics);
}

/** After which experiences the strategy is tested. */
function evaluatedAfter(
  definition: StrategyDefinition,
  config: StrategyConfig,
  benchmark: Benchmark,
): number[] {
  const learned = learnedExperiences(config, benchmark).map(({ index }) => index);
  const { atOnce = false } = definition;
  return (typeof atOnce === 'boolean' ? atOnce : atOnce(config)) ? learned.slice(-1) : learned;
}

function evaluationWork(definition: StrategyDefinition, index: number, benchmark: Benchmark): number {
  return definition.evaluationWork?.(index, benchmark) ?? work.forward;
}

/** Evaluations within an experience are not in the plan, and must not look like speed. */
async function* withoutWork<R>(events: AsyncGenerator<JobEvent, R>): AsyncGenerator<JobEvent, R> {
  for (;;) {
    const event = await events.next();
    if (event.done === true) return event.value;
    yield event.value.type === 'progress' ? { ...event.value, work: 0 } : event.value;
  }
}

/** Mean over all images of several evaluations. */
function overImages(evaluations: readonly Evaluation[], quantity: 'accuracy' | 'loss'): number {
  const images = evaluations.reduce((total, { labels }) => total + labels.length, 0);
  return evaluations.reduce((sum, each) => sum + each[quantity] * each.labels.length, 0) / images;
}

async function writeModel(store: Store, folder: string, { model }: Strategy): Promise<void> {
  if (model === undefined) return;
  const bytes = writeSafetensors(stateDict(model), { architecture: model.name });
  await store.writeWhole(`${folder}/student.safetensors`, bytes);
}
