import { join } from 'node:path';
import { type Benchmark, scenarioInfo } from '@exmodel/benchmarks';
import {
  canonicalModelName,
  guessArchitectures,
  loadStateDict,
  modelInfo,
  type StateDict,
  stateDict,
  toArchitectureNames,
  writeSafetensors,
} from '@exmodel/models';
import { type LocationOptions, openWeights } from '@exmodel/models/weights';
import { bytesText } from '../config/bytes-text';
import { ConfigError } from '../config/config-error';
import type { Memory } from '../config/memory';
import { misfittingImages } from '../config/misfitting-images';
import { misfittingSplits } from '../config/misfitting-splits';
import { sharedDefaults } from '../config/schema';
import { makeFolder } from '../storage/make-folder';
import { writeLocked } from '../storage/write-locked';
import { type StreamOptions, streamOfExperts } from '../streams/stream-of-experts';
import type { Evaluation } from '../teaching/evaluate';
import { leastBytes } from '../teaching/least-bytes';
import { evaluateExpert } from './evaluate-expert';
import { expertFiles } from './expert-files';
import { describeArchitecture, writeManifest } from './expert-manifest';
import { type ExpertSet, findExpertSet, listExpertSets } from './expert-set';
import { chance } from './ignorant-experts';
import { DamagedWeightsError, refuseNotFinite, sha256Of } from './intact-weights';
import { registeredModel } from './registered-model';
import { ExpertRegistryError } from './registry-error';

export interface ImportOptions
  extends Pick<
    StreamOptions,
    'scenario' | 'synthetic' | 'dataroot' | 'imageSize' | 'imageFit' | 'normalization'
  > {
  /** Folder of the files, or the files in the order of the stream. */
  readonly from: string | readonly string[];
  /** The classes of each expert, or the seed that they were drawn with. */
  readonly split: { readonly classes: readonly (readonly number[])[] } | { readonly seed: number };
  /** Which of the published runs they are. */
  readonly run: number | undefined;
  /** Architecture of all; without it, each file's is guessed from its tensors. */
  readonly model: string | undefined;
  /** Name of the new set. */
  readonly name: string;
  readonly registry: string;
  /** How much there is for it. */
  readonly memory: Memory;
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
 * Registers someone else's experts: reads their files, checks that each knows its classes, and writes them in our
 * format. Nothing is written before all are read; if writing is interrupted, importing again completes it.
 *
 * @throws ExpertRegistryError Files are missing, an expert knows nothing about its classes, or the name is taken.
 * @throws ConfigError Classes or images do not fit the scenario.
 */
export async function* importExperts(options: ImportOptions): AsyncGenerator<ImportedExpert, ExpertSet> {
  const { scenario, split, synthetic, dataroot, imageFit, normalization } = options;
  const { classes, seed } = { classes: undefined, seed: null, ...split };
  refuseMisfits(options);
  const count = classes?.length ?? scenarioInfo(scenario).experienceCount;
  const { from, run } = options;
  const files = typeof from === 'string' ? expertFiles(from, { count, scenario, run }) : from;
  const [firstFile = ''] = files;
  const {
    named: { name: architecture },
    side,
  } = await openStateDict(firstFile, options);
  const isGrey = scenarioInfo(scenario).shape[0] === 28;
  const imageSize = options.imageSize ?? (isGrey ? (side === 28 ? 28 : 32) : undefined);
  refuseLargeImages(imageSize, architecture, options);
  const stream = await streamOfExperts({
    ...{ scenario, seed: seed ?? 0, classes, synthetic, dataroot },
    ...{ imageSize, imageFit, normalization },
  });
  const { benchmark, hasImages } = stream;
  const common = {
    ...{ scenario: benchmark.scenario, seed, synthetic },
    ...(classes && { experience_classes: classes }),
    ...(imageFit === 'pad' && { image_fit: imageFit }),
    ...(normalization && { normalization }),
  };

  const read: Parameters<typeof writeManifest>[] = [];
  const target = join(options.registry, options.name);
  for (const experience of benchmark.experiences) {
    const { index, classes, task = null } = experience;
    const origin = files[index] ?? '';
    const { file, named, hiddenSize, outputs, others } = await openStateDict(origin, options);
    const architecture = describeArchitecture(named.name, benchmark, hiddenSize);
    const hasOwn = hasOwnHead(outputs, classes, benchmark, origin);
    const model = registeredModel(architecture);
    try {
      const tensors = finite(toArchitectureNames(await file.read(), named), origin);
      loadStateDict(model, hasOwn ? withWideHead(tensors, await stateDict(model), classes) : tensors);
      const evaluation = hasImages
        ? await evaluateExpert(model, experience, benchmark.normalization, hasOwn)
        : undefined;
      if (evaluation !== undefined) refuseIgnorant(evaluation, origin, others, options);
      const accuracy = evaluation?.accuracy ?? null;
      yield { experience: index, classes, count, origin, accuracy };
      read.push([
        join(target, `model_e${index}.safetensors`),
        writeSafetensors(await stateDict(model), accuracy === null ? {} : { accuracy: String(accuracy) }),
        {
          ...{ ...common, experience: index, classes: [...classes], task, architecture },
          ...{ recipe: null, ...(hasOwn && { outputs: 'own' as const }), origin, accuracy },
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
  return findExpertSet(options.name, options.registry);
}

/** The flags that choose a stream, by the keys of an experiment that do. */
const flags: Readonly<Record<string, string>> = {
  experience_classes: '--classes',
  image_size: '--image-size',
  image_fit: '--image-fit',
  image_mean: '--mean',
  image_std: '--std',
};

/** @throws ExpertRegistryError, ConfigError Classes or images do not fit the scenario. */
function refuseMisfits({ from, scenario, split, imageSize, imageFit, normalization }: ImportOptions): void {
  const classes = 'classes' in split ? split.classes : undefined;
  const { experienceCount } = scenarioInfo(scenario);
  if (typeof from !== 'string' && from.length !== (classes?.length ?? experienceCount)) {
    const [there, expected, instead] =
      classes === undefined
        ? [
            `${scenario} has ${experienceCount} experiences`,
            'one file for each',
            ' instead of --run or --seed',
          ]
        : [`classes of ${classes.length} experts`, 'the classes of each file', ''];
    throw new ExpertRegistryError(
      `${from.length} files were given, and ${there}`,
      expected,
      `Write FILE:5,4 FILE:8,2, or --classes "5,4;8,2"${instead}.`,
    );
  }
  const config = {
    ...{ ...sharedDefaults, scenario },
    ...(classes && { experience_classes: classes.map((each) => [...each]) }),
    ...(imageSize !== undefined && { image_size: imageSize }),
    ...(imageFit !== undefined && { image_fit: imageFit }),
    ...(normalization && { image_mean: [...normalization.mean], image_std: [...normalization.std] }),
  };
  const problems = [...misfittingSplits(config), ...misfittingImages(config)];
  if (problems.length === 0) return;
  const byFlags = (text: string) => text.replace(/"(\w+)"/g, (quoted, key) => flags[key] ?? quoted);
  throw new ConfigError(
    problems.map(({ text }) => () => ({ place: 'exmodel experts import', text: byFlags(text()) })),
  );
}

/** @throws ExpertRegistryError A single image of that side would not fit the memory. */
function refuseLargeImages(
  side: number | undefined,
  architecture: string,
  { scenario, memory: { machine, backend = machine } }: ImportOptions,
): void {
  if (side === undefined) return;
  const needed = leastBytes(architecture, [side, side, scenarioInfo(scenario).shape[2]]);
  const there = Math.min(machine, backend);
  if (needed <= there) return;
  throw new ExpertRegistryError(
    `--image-size is ${side}, and a ${architecture} needs at least ${bytesText(needed)} of memory for one such image`,
    `no more than the ${bytesText(there)} that there are`,
    'Give the side of the images that the experts were trained on: --image-size 32.',
  );
}

/** A file of weights, the model that its tensors fit, its outputs, and the side of the images that this model has in the reference. */
async function openStateDict(
  origin: string,
  { model, locations }: Pick<ImportOptions, 'model' | 'locations'>,
) {
  const file = await openWeights(origin, locations);
  const guesses = guessArchitectures(file.infos);
  const guess =
    model === undefined ? guesses[0] : guesses.find(({ name }) => name === canonicalModelName(model));
  if (guess !== undefined) {
    const { hiddenSize, inputShape, classes: outputs, others = [] } = guess;
    return { file, named: guess, hiddenSize, outputs, side: inputShape[0], others };
  }
  if (model !== undefined) {
    // Loading it lists every tensor that does not fit.
    return {
      file,
      named: { name: modelInfo(model).expert },
      hiddenSize: undefined,
      outputs: undefined,
      side: modelInfo(model).inputShape[0],
      others: [],
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
 * Whether a model has outputs for its own classes only, in their order, and not for every class.
 *
 * @throws ExpertRegistryError It has neither.
 */
function hasOwnHead(
  outputs: number | undefined,
  { length: own }: readonly number[],
  { classCount, scenario }: Benchmark,
  origin: string,
): boolean {
  if (outputs === undefined || outputs === classCount) return false;
  if (outputs === own) return true;
  throw new ExpertRegistryError(
    `${origin} has ${outputs} outputs`,
    `${classCount}, one for each class of ${scenario}, or ${own}, one for each of its own classes in their order`,
    'Correct --scenario, or give its classes: --classes.',
  );
}

/** The tensors of a model with outputs for its own classes only as those of one with outputs for all, where the others are 0. */
function withWideHead(tensors: StateDict, wide: StateDict, classes: readonly number[]): StateDict {
  const placed = [...tensors].map(([name, tensor]) => {
    const { shape } = wide.get(name) ?? tensor;
    if (shape[0] === tensor.shape[0]) return [name, tensor] as const;
    const data = new Float32Array(shape.reduce((size, side) => size * side, 1));
    const row = tensor.data.length / classes.length;
    for (const [i, label] of classes.entries())
      data.set(Float32Array.from(tensor.data.subarray(i * row, (i + 1) * row), Number), label * row);
    return [name, { ...tensor, shape, data }] as const;
  });
  return new Map(placed);
}

/**
 * Refuses an expert that is no better than predicting always the same class: it was trained on other classes, so the run or
 * the scenario is wrong.
 *
 * @param others architectures that the file fits as well
 */
function refuseIgnorant(
  { accuracy, labels }: Evaluation,
  origin: string,
  others: readonly string[],
  { scenario, split }: ImportOptions,
): void {
  const constant = chance(labels);
  // Any training should get a tenth of the way from there to perfection.
  if (constant === undefined || accuracy > constant + (1 - constant) / 10) return;
  throw new ExpertRegistryError(
    `${origin} is right on ${(100 * accuracy).toFixed(1)} % of the test images of its classes ` +
      `(${[...new Set(labels)].join(', ')} in ${scenario}${'seed' in split ? ` with seed ${split.seed}` : ''})`,
    `more than the ${(100 * constant).toFixed(1)} % of predicting always the same class`,
    `Correct ${'seed' in split ? '--run or --seed, which determine the class order, or --scenario' : 'the classes'}; ` +
      'or say how the images were prepared that they were trained on: --image-size, --image-fit, --mean, --std' +
      `${others.length === 0 ? '.' : `; or that it is a ${others[0]}, whose weights look the same: --model ${others[0]}.`}`,
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
