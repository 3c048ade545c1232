import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Benchmark, Experience } from '@exmodel/benchmarks';
import { type Expert, Random } from '@exmodel/distill';
import { expertFromLayersModel, studentFromLayersModel } from '@exmodel/distill/layers';
import { loadStateDict, modelInfo, readSafetensors, stateDict, writeSafetensors } from '@exmodel/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import manifest from '../../package.json';
import type { SharedConfig } from '../config/strategy-config';
import {
  describeArchitecture,
  type ExpertManifest,
  manifestPath,
  writeExpert,
  writeManifest,
} from '../registry/expert-manifest';
import { type ExpertSet, findExpertSet } from '../registry/expert-set';
import { useRegistered } from '../registry/use-registered';
import { tryLock } from '../results/try-lock';
import { writeJson } from '../results/write-whole';
import { evaluate } from './evaluate';
import { expertModel } from './expert-model';
import { learnedExperiences } from './learned-experiences';
import { trainClassifier } from './train-classifier';
import { work } from './work';

/** An expert and what is known of it. */
export interface TrainedExpert extends Expert {
  readonly model: LayersModel;
  /** On the test images of its own experience. */
  readonly accuracy: number;
}

export type ExpertEvent =
  | {
      readonly type: 'progress';
      readonly expert: number;
      readonly detail: string;
      readonly work: number;
      readonly loss: number | undefined;
    }
  /** Expert is ready; `fromCache` when nothing had to be trained. */
  | {
      readonly type: 'ready';
      readonly expert: number;
      readonly accuracy: number;
      readonly fromCache: boolean;
    }
  /** A cached file could not be used and is made again. */
  | { readonly type: 'discarded'; readonly path: string; readonly reason: string };

export interface ExpertsOptions {
  readonly config: SharedConfig;
  readonly benchmark: Benchmark;
  /** Name of the backend: its rounding is in the weights. */
  readonly backend: string;
  /** A new model with the shared initial weights. */
  readonly createModel: () => LayersModel;
  /** Folder of all cached experts. */
  readonly cache: string;
}

/**
 * Everything that an expert's weights depend on. `exmodel` stands for all code; between two releases, raise
 * `version` when a change of the training or of the backend changes their bits.
 */
function recipe({ config, benchmark, backend }: ExpertsOptions) {
  const { expert_epochs, expert_lr, expert_momentum, expert_weight_decay, expert_mb_size } = config;
  const { seed, order_seed = seed, hs, synthetic } = config;
  const model = expertModel(config.model);
  const pretrained = modelInfo(model).pretrained === undefined ? undefined : config.pretrained;
  return {
    exmodel: manifest.version,
    version: 1,
    scenario: benchmark.scenario.replace(/^mt_/, 'split_'),
    classes: benchmark.experiences.map((experience) => experience.classes),
    ...{ synthetic, seed, order_seed, model, pretrained, hs, shape: benchmark.shape, backend },
    ...{ expert_epochs, expert_lr, expert_momentum, expert_weight_decay, expert_mb_size },
  };
}

/** The folder in which these experts are, or will be, cached. */
export function expertsFolder(options: ExpertsOptions): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(recipe(options)))
    .digest('hex')
    .slice(0, 16);
  return join(options.cache, hash);
}

/**
 * The experts of all experiences that are learned from: the registered ones that the configuration names, or those of its
 * recipe, read from the cache where they were made before by the same recipe,
 * otherwise trained, each on its own experience, all from the same initial weights. Processes that want the same experts at
 * the same time share the training.
 */
export async function* prepareExperts(options: ExpertsOptions): AsyncGenerator<ExpertEvent, TrainedExpert[]> {
  const { benchmark, config } = options;
  if (config.experts !== undefined) {
    return yield* registeredExperts(options, findExpertSet(config.experts, options.cache));
  }
  const folder = expertsFolder(options);
  mkdirSync(folder, { recursive: true });
  writeJson(join(folder, 'recipe.json'), recipe(options));
  const experts: TrainedExpert[] = [];
  let missing = learnedExperiences(options.config, benchmark).map((experience) => ({
    ...experience,
    path: join(folder, `model_e${experience.index}.safetensors`),
    model: options.createModel(),
  }));
  while (missing.length > 0) {
    const elsewhere: typeof missing = [];
    for (const expert of missing) {
      const { index, model } = expert;
      const accuracy = yield* loadOrTrain(options, expert);
      if (accuracy === undefined) {
        elsewhere.push(expert);
        continue;
      }
      experts[index] = trainedExpert(expert, model, accuracy);
    }
    missing = elsewhere;
    const [next] = missing;
    if (next === undefined) break;
    yield {
      type: 'progress',
      expert: next.index,
      detail: 'trained by another job',
      work: 0,
      loss: undefined,
    };
    await setTimeout(300);
  }
  return experts;
}

/** Experts that somebody registered, instead of trained ones. */
async function* registeredExperts(
  { config, benchmark, createModel }: ExpertsOptions,
  set: ExpertSet,
): AsyncGenerator<ExpertEvent, TrainedExpert[]> {
  const experts: TrainedExpert[] = [];
  for (const experience of learnedExperiences(config, benchmark)) {
    const model = createModel();
    const accuracy = await useRegistered(set, experience, benchmark, config, model);
    yield { type: 'ready', expert: experience.index, accuracy, fromCache: true };
    experts.push(trainedExpert(experience, model, accuracy));
  }
  return experts;
}

function trainedExpert(
  { classes, task }: Pick<Experience, 'classes' | 'task'>,
  model: LayersModel,
  accuracy: number,
): TrainedExpert {
  const head = task === undefined ? { classes } : { classes, task };
  return { ...expertFromLayersModel(model, head), model, accuracy };
}

/**
 * Reads an expert's weights into `model` or, where there are none, trains it and keeps them.
 *
 * @returns its accuracy; undefined where another process is training it just now
 */
async function* loadOrTrain(
  options: ExpertsOptions,
  { index, path, model }: { readonly index: number; readonly path: string; readonly model: LayersModel },
): AsyncGenerator<ExpertEvent, number | undefined> {
  let cached = readCached(path, model);
  if (cached.state !== 'loaded') {
    const unlock = await tryLock(path);
    if (unlock === undefined) return undefined;
    try {
      cached = readCached(path, model); // It may have been finished meanwhile.
      if (cached.state === 'unusable') yield { type: 'discarded', path, reason: cached.reason };
      if (cached.state !== 'loaded') {
        const accuracy = yield* train(options, index, model, path);
        yield { type: 'ready', expert: index, accuracy, fromCache: false };
        return accuracy;
      }
    } finally {
      await unlock();
    }
  }
  registerCached(options, { index, path, model, accuracy: cached.accuracy });
  yield { type: 'ready', expert: index, accuracy: cached.accuracy, fromCache: true };
  return cached.accuracy;
}

/** An expert whose training was killed after its weights were kept has no manifest yet, nor has one of an earlier version. */
function registerCached(
  options: ExpertsOptions,
  { index, path, model, accuracy }: { index: number; path: string; model: LayersModel; accuracy: number },
): void {
  if (existsSync(manifestPath(path))) return;
  writeManifest(path, readFileSync(path), { ...describeExpert(options, index, model), accuracy });
}

/** Work of training one expert and testing it. */
export function expertWork(config: SharedConfig, benchmark: Benchmark, index: number): number {
  const experience = benchmark.experiences[index];
  if (experience === undefined) return 0;
  return (
    config.expert_epochs * experience.train.length * work.training + experience.test.length * work.forward
  );
}

/** Trains expert `index` into `model` and the cache. */
async function* train(
  options: ExpertsOptions,
  index: number,
  model: LayersModel,
  path: string,
): AsyncGenerator<ExpertEvent, number> {
  const learner = options.createModel();
  try {
    const accuracy = yield* trainAndTest(options, index, learner);
    const weights = stateDict(learner);
    writeExpert(path, writeSafetensors(weights, { accuracy: String(accuracy) }), {
      ...describeExpert(options, index, learner),
      accuracy,
    });
    // As from the cache: what files do not keep, such as the masks that dropout has drawn, starts anew.
    loadStateDict(model, weights);
    return accuracy;
  } finally {
    learner.dispose();
  }
}

/** All that is known of an expert, but for how good it is. */
function describeExpert(
  options: ExpertsOptions,
  index: number,
  model: LayersModel,
): Omit<ExpertManifest, 'schema' | 'sha256' | 'accuracy'> {
  const { benchmark, config } = options;
  const own = recipe(options);
  const { scenario, order_seed: seed, synthetic } = own;
  const classes = [...(benchmark.experiences[index]?.classes ?? [])];
  return {
    ...{ scenario, seed, synthetic, experience: index, classes, task: null },
    architecture: describeArchitecture(model, benchmark, config.hs),
    ...{ recipe: own, origin: null },
  };
}

async function* trainAndTest(
  options: ExpertsOptions,
  index: number,
  model: LayersModel,
): AsyncGenerator<ExpertEvent, number> {
  const { config, benchmark } = options;
  const { normalization, experiences } = benchmark;
  const experience = experiences[index];
  if (experience === undefined) throw new RangeError(`there is no experience ${index}`);
  const student = studentFromLayersModel(model);
  const random = Random.seeded(config.seed, 'expert', index);
  for await (const step of trainClassifier(
    student,
    { dataset: experience.train, benchmark },
    config,
    random,
  )) {
    const detail = `epoch ${step.epoch}/${config.expert_epochs}`;
    yield { type: 'progress', expert: index, detail, work: step.images * work.training, loss: step.loss };
  }
  // An expert has one head, whatever the stream's tasks.
  const { task: _, ...singleTask } = experience;
  const testing = evaluate({ logits: (images) => student.logits(images) }, singleTask, normalization);
  let tested = await testing.next();
  while (tested.done !== true) {
    yield {
      type: 'progress',
      expert: index,
      detail: 'testing',
      work: tested.value.images * work.forward,
      loss: undefined,
    };
    tested = await testing.next();
  }
  return tested.value.accuracy;
}

type Cached =
  | { readonly state: 'absent' }
  | { readonly state: 'unusable'; readonly reason: string }
  | { readonly state: 'loaded'; readonly accuracy: number };

function readCached(path: string, model: LayersModel): Cached {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'absent' };
    throw error;
  }
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    const accuracy = Number(metadata.accuracy);
    if (!(accuracy >= 0 && accuracy <= 1)) throw new RangeError('its accuracy is not recorded');
    loadStateDict(model, tensors);
    return { state: 'loaded', accuracy };
  } catch (error) {
    return { state: 'unusable', reason: error instanceof Error ? error.message : String(error) };
  }
}
