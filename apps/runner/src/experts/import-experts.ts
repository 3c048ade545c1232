import { join } from 'node:path';
import { scenarioInfo } from '@exmodel/benchmarks';
import {
  guessArchitectures,
  loadStateDict,
  modelInfo,
  type StateDict,
  stateDict,
  withoutPrefix,
  writeSafetensors,
} from '@exmodel/models';
import { type LocationOptions, openWeights } from '@exmodel/models/weights';
import { makeFolder } from '../storage/make-folder';
import { writeLocked } from '../storage/write-locked';
import { type StreamOptions, streamOfExperts } from '../streams/stream-of-experts';
import type { Evaluation } from '../teaching/evaluate';
import { evaluateExpert } from './evaluate-expert';
import { expertFiles } from './expert-files';
import { describeArchitecture, writeManifest } from './expert-manifest';
import { type ExpertSet, findExpertSet, listExpertSets } from './expert-set';
import { chance } from './ignorant-experts';
import { DamagedWeightsError, refuseNotFinite, sha256Of } from './intact-weights';
import { registeredModel } from './registered-model';
import { ExpertRegistryError } from './registry-error';

export interface ImportOptions extends Pick<StreamOptions, 'scenario' | 'seed' | 'synthetic' | 'dataroot'> {
  /** Folder of the files. */
  readonly folder: string;
  /** Which of the published runs they are. */
  readonly run: number | undefined;
  /** Architecture of all; without it, each file's is guessed from its tensors. */
  readonly model: string | undefined;
  /** Name of the new set. */
  readonly name: string;
  readonly registry: string;
  readonly locations: LocationOptions;
}

/** An expert was read, and tested where its images are available. */
export interface ImportedExpert {
  readonly experience: number;
  readonly classes: readonly number[];
  /** Number of experts in the set. */
  readonly count: number;
  readonly origin: string;
  readonly accuracy: number | null;
}

/**
 * Registers someone else's experts: reads the files of a folder, checks that each knows its classes, and writes them in our
 * format. Nothing is written before all are read; if writing is interrupted, importing again completes it.
 *
 * @throws ExpertRegistryError Files are missing, an expert knows nothing about its classes, or the name is taken.
 */
export async function* importExperts(options: ImportOptions): AsyncGenerator<ImportedExpert, ExpertSet> {
  const { folder, scenario, seed, run, registry, synthetic, dataroot } = options;
  const [firstFile = ''] = expertFiles(folder, { count: 1, scenario, run });
  const { side } = await openStateDict(firstFile, options);
  const isGrey = scenarioInfo(scenario).shape[0] === 28;
  const imageSize = isGrey ? (side === 28 ? 28 : 32) : undefined;
  const stream = await streamOfExperts({ scenario, seed, synthetic, dataroot, imageSize });
  const { benchmark, hasImages } = stream;
  const count = benchmark.experiences.length;
  const files = expertFiles(folder, { count, scenario: benchmark.scenario, run });

  const read: Parameters<typeof writeManifest>[] = [];
  const target = join(registry, options.name);
  for (const experience of benchmark.experiences) {
    const { index, classes, task = null } = experience;
    const origin = files[index] ?? '';
    const { file, name, hiddenSize, prefix } = await openStateDict(origin, options);
    const architecture = describeArchitecture(name, benchmark, hiddenSize);
    const model = registeredModel(architecture);
    try {
      loadStateDict(model, finite(withoutPrefix(await file.read(), prefix), origin));
      const evaluation = hasImages
        ? await evaluateExpert(model, experience, benchmark.normalization, false)
        : undefined;
      if (evaluation !== undefined) refuseIgnorant(evaluation, origin, options);
      const accuracy = evaluation?.accuracy ?? null;
      yield { experience: index, classes, count, origin, accuracy };
      read.push([
        join(target, `model_e${index}.safetensors`),
        writeSafetensors(await stateDict(model), accuracy === null ? {} : { accuracy: String(accuracy) }),
        {
          ...{
            scenario: benchmark.scenario,
            seed,
            synthetic,
            experience: index,
            classes: [...classes],
            task,
          },
          ...{ architecture, recipe: null, origin, accuracy },
        },
      ]);
    } finally {
      model.dispose();
    }
  }
  refuseTaken(options, read);
  makeFolder(target);
  for (const [path, weights, manifest] of read) {
    await writeLocked(path, weights);
    await writeManifest(path, weights, manifest);
  }
  return findExpertSet(options.name, registry);
}

/** A file of weights, the model that its tensors fit, and the side of the images that this model has in the reference. */
async function openStateDict(
  origin: string,
  { model, locations }: Pick<ImportOptions, 'model' | 'locations'>,
) {
  const file = await openWeights(origin, locations);
  const guesses = guessArchitectures(file.infos);
  const guess = model === undefined ? guesses[0] : guesses.find(({ name }) => name === model);
  if (guess !== undefined) {
    const { name, hiddenSize, inputShape, prefix = '' } = guess;
    return { file, name, hiddenSize, prefix, side: inputShape[0] };
  }
  if (model !== undefined) {
    // Loading it lists every tensor that does not fit.
    return {
      file,
      name: modelInfo(model).expert,
      hiddenSize: undefined,
      prefix: '',
      side: modelInfo(model).inputShape[0],
    };
  }
  throw new ExpertRegistryError(
    `${origin} has ${file.infos.size} tensors (${[...file.infos.keys()].slice(0, 4).join(', ')}, …)`,
    'the state dict of a known architecture (exmodel list)',
    'See its tensors with: exmodel inspect. Name the architecture with --model to see what does not fit.',
  );
}

function finite(tensors: StateDict, origin: string): StateDict {
  try {
    refuseNotFinite(tensors);
    return tensors;
  } catch (error) {
    if (!(error instanceof DamagedWeightsError)) throw error;
    const advice = 'Its training diverged, or the file is damaged: get another one.';
    throw new ExpertRegistryError(`${origin} is no expert: ${error.message}`, 'finite weights', advice);
  }
}

/**
 * Refuses an expert that is no better than predicting always the same class: it was trained on other classes, so the run or
 * the scenario is wrong.
 */
function refuseIgnorant(
  { accuracy, labels }: Evaluation,
  origin: string,
  { scenario, seed }: ImportOptions,
): void {
  const constant = chance(labels);
  // Any training should get a tenth of the way from there to perfection.
  if (constant === undefined || accuracy > constant + (1 - constant) / 10) return;
  throw new ExpertRegistryError(
    `${origin} is right on ${(100 * accuracy).toFixed(1)} % of the test images of its classes ` +
      `(${[...new Set(labels)].join(', ')} in ${scenario} with seed ${seed})`,
    `more than the ${(100 * constant).toFixed(1)} % of predicting always the same class`,
    'Correct --run or --seed, which determine the class order, or --scenario.',
  );
}

/** Registered experts are never replaced by others: results refer to them by name. */
function refuseTaken(
  { name, registry }: ImportOptions,
  read: readonly Parameters<typeof writeManifest>[],
): void {
  const registered = listExpertSets(registry).find((set) => set.name === name)?.experts ?? [];
  const ours = new Set(read.map(([, weights]) => sha256Of(weights)));
  // Experts that an interrupted import has written are among ours: this import completes it.
  if (registered.every(({ manifest }) => ours.has(manifest.sha256))) return;
  throw new ExpertRegistryError(
    `${join(registry, name)} holds other experts`,
    'a new name',
    'Choose one with --name, or delete that folder.',
  );
}
