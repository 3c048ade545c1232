import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Experience } from '@exmodel/benchmarks';
import { type Expert, placeExpert, type Weights } from '@exmodel/distill';
import { expertFromLayersModel } from '@exmodel/distill/layers';
import { loadStateDict } from '@exmodel/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { jsonText } from '../storage/json-text';
import { sweepFolders } from '../storage/leftovers';
import { makeFolder } from '../storage/make-folder';
import { readIfThere } from '../storage/read-if-there';
import { writeLocked } from '../storage/write-locked';
import type { ExpertOrigin } from '../streams/expert-origin';
import { learnedExperiences } from '../streams/learned-experiences';
import { evaluateExpert } from './evaluate-expert';
import { type CachePlace, cachedExpert } from './expert-cache';
import type { ExpertEvent } from './expert-event';
import { hasOwnOutputs } from './expert-manifest';
import { expertOrigin, originOf, startsLikeStudent } from './expert-origin';
import { expertRecipe, expertsFolder } from './expert-recipe';
import { type ExpertSet, findExpertSet, readExpertWeights } from './expert-set';
import type { ExpertsOptions } from './experts-options';
import { registeredExpert } from './registered-expert';

/** An expert with its model and its accuracy. */
export interface TrainedExpert extends Expert {
  readonly model: LayersModel;
  /** On the test images of its own experience. */
  readonly accuracy: number;
}

/**
 * The experts of all experiences that a job learns from: the registered ones that the configuration names, or those of its
 * recipe. The latter are read from the cache if the same recipe was trained before, else trained, each on its own
 * experience. Processes that need the same experts at the same time share the training. The caller disposes their models; if
 * a step throws, there are none.
 */
export async function* prepareExperts(options: ExpertsOptions): AsyncGenerator<ExpertEvent, TrainedExpert[]> {
  const { config, cache } = options;
  const models: LayersModel[] = [];
  let prepared = false;
  try {
    const experts =
      config.experts === undefined
        ? yield* recipeExperts(options, models)
        : yield* registeredExperts(options, findExpertSet(config.experts, cache), models);
    prepared = true;
    return experts;
  } finally {
    if (!prepared) for (const model of models) model.dispose();
  }
}

/** The experts of the configuration's recipe. */
async function* recipeExperts(
  options: ExpertsOptions,
  models: LayersModel[],
): AsyncGenerator<ExpertEvent, TrainedExpert[]> {
  const { benchmark, config, cache } = options;
  const folder = expertsFolder(options);
  makeFolder(folder);
  await sweepFolders(cache);
  await writeRecipe(join(folder, 'recipe.json'), options);
  const experts: TrainedExpert[] = [];
  let missing: (Experience & CachePlace & UntrainedExpert)[] = [];
  for (const experience of learnedExperiences(config, benchmark)) {
    const { index } = experience;
    const path = join(folder, `model_e${index}.safetensors`);
    const expert = await untrained(options, index, expertOrigin(config, index), models);
    missing.push({ ...experience, path, ...expert });
  }
  while (missing.length > 0) {
    const elsewhere: typeof missing = [];
    for (const expert of missing) {
      const accuracy = yield* cachedExpert(options, expert);
      if (accuracy === undefined) {
        elsewhere.push(expert);
        continue;
      }
      experts[expert.index] = trainedExpert(expert, expert, accuracy, config.expert_outputs === 'own');
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
    await options.halt?.pass();
    await setTimeout(300);
  }
  return experts;
}

/** Writes down for people what made the experts in a folder, unless it is there. */
async function writeRecipe(path: string, options: ExpertsOptions): Promise<void> {
  const text = jsonText(expertRecipe(options));
  if (readIfThere(path)?.toString() !== text) await writeLocked(path, text);
}

/** Registered experts, instead of trained ones. */
async function* registeredExperts(
  options: ExpertsOptions,
  set: ExpertSet,
  models: LayersModel[],
): AsyncGenerator<ExpertEvent, TrainedExpert[]> {
  const { config, benchmark } = options;
  const experts: TrainedExpert[] = [];
  let separate = true;
  for (const experience of learnedExperiences(config, benchmark)) {
    const registered = registeredExpert(set, experience, benchmark, config);
    const expert = await untrained(options, experience.index, originOf(registered.manifest), models);
    loadStateDict(expert.model, readExpertWeights(registered));
    const ownOutputs = hasOwnOutputs(registered.manifest);
    separate &&= registered.manifest.recipe?.validation_fraction === config.validation_fraction;
    const accuracy =
      registered.manifest.accuracy ??
      (await evaluateExpert(expert.model, experience, benchmark.normalization, ownOutputs)).accuracy;
    yield { type: 'ready', expert: experience.index, accuracy, fromCache: true };
    experts.push(trainedExpert(experience, expert, accuracy, ownOutputs));
  }
  if (config.validation_fraction !== undefined && !separate) yield { type: 'mixed', set: set.name };
  return experts;
}

interface UntrainedExpert {
  readonly model: LayersModel;
  /** Set if they are known and the student starts from others. */
  readonly initialWeights: Weights | undefined;
}

/**
 * An expert before its training.
 *
 * @param models receives its model
 */
async function untrained(
  { config, createModel }: ExpertsOptions,
  index: number,
  origin: ExpertOrigin,
  models: LayersModel[],
): Promise<UntrainedExpert> {
  const model = createModel(index, origin);
  models.push(model);
  const isKnown = origin.initialization !== 'unknown' && !startsLikeStudent(origin, config);
  const initialWeights = isKnown ? await expertFromLayersModel(model, { classes: [] }).weights() : undefined;
  return { model, initialWeights };
}

/** @param ownOutputs that the expert's outputs of other classes say nothing */
function trainedExpert(
  { classes, task }: Pick<Experience, 'classes' | 'task'>,
  { model, initialWeights }: UntrainedExpert,
  accuracy: number,
  ownOutputs: boolean,
): TrainedExpert {
  const expert = expertFromLayersModel(model, {
    classes,
    ...(task !== undefined && { task }),
    ...(initialWeights && { initialWeights }),
  });
  return { ...(ownOutputs ? ownClasses(model, expert) : expert), model, accuracy };
}

/** The same expert, whose outputs of other classes are 0. */
function ownClasses(model: LayersModel, expert: Expert): Expert {
  const outputs = model.outputs[0]?.shape.at(-1) as number;
  const { classes } = expert;
  return { ...expert, ...placeExpert(expert, { width: outputs, columns: classes, classes, outputs }) };
}
