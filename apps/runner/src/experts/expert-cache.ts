import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { loadStateDict, stateDict, writeSafetensors } from '@exmodel/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkpointsIn, versionsHere } from '../storage/checkpoints';
import { folderStore } from '../storage/folder-store';
import { readIfThere } from '../storage/read-if-there';
import { UnreadableFileError } from '../storage/store';
import { tryLock } from '../storage/try-lock';
import { writeWhole } from '../storage/write-whole';
import type { ExpertEvent } from './expert-event';
import {
  describeArchitecture,
  type ExpertManifest,
  manifestPath,
  readManifest,
  writeManifest,
} from './expert-manifest';
import { expertOrigin } from './expert-origin';
import { expertRecipe } from './expert-recipe';
import type { ExpertsOptions } from './experts-options';
import { DamagedWeightsError, intactWeights } from './intact-weights';
import { type ExpertTraining, trainExpert } from './train-expert';

/** The place of an expert in the cache, and in memory. */
export interface CachePlace {
  readonly index: number;
  /** Path of the weights file. */
  readonly path: string;
  readonly model: LayersModel;
}

/**
 * Reads an expert's weights into `model`; if there are none yet, trains it and caches them. Of several processes, one trains.
 *
 * A file that is damaged is not used: its manifest has its sha256, and weights are finite.
 *
 * @returns its accuracy; undefined while another process is training it
 * @throws UnreadableFileError, UnwritableFileError
 */
export async function* cachedExpert(
  options: ExpertsOptions,
  place: CachePlace,
): AsyncGenerator<ExpertEvent, number | undefined> {
  const { index, path } = place;
  let cached = readCached(place);
  if (cached.state !== 'loaded') {
    const unlock = await tryLock(path);
    if (unlock === undefined) return undefined;
    try {
      cached = readCached(place); // Another process may have finished it meanwhile.
      if (cached.state === 'unusable') yield { type: 'discarded', path, reason: cached.reason };
      if (cached.state !== 'loaded') {
        const accuracy = yield* train(options, place);
        yield { type: 'ready', expert: index, accuracy, fromCache: false };
        return accuracy;
      }
    } finally {
      await unlock();
    }
  }
  await sweepTraining(options, path);
  const { accuracy, unregistered } = cached;
  if (unregistered !== undefined)
    await writeManifest(path, unregistered, { ...describeExpert(options, index), accuracy });
  yield { type: 'ready', expert: index, accuracy, fromCache: true };
  return accuracy;
}

/** Trains an expert into its model and the cache. */
async function* train(
  options: ExpertsOptions,
  { index, path, model }: CachePlace,
): AsyncGenerator<ExpertEvent, number> {
  const learner = options.createModel(index, expertOrigin(options.config, index));
  const checkpoints = trainingCheckpoints(options, path);
  try {
    const accuracy = yield* trainExpert(options, index, learner, checkpoints);
    const weights = await stateDict(learner);
    const bytes = writeSafetensors(weights, { accuracy: String(accuracy) });
    writeWhole(path, bytes);
    await writeManifest(path, bytes, { ...describeExpert(options, index), accuracy });
    await checkpoints.finish();
    // As from the cache: what files do not contain, such as the masks that dropout has drawn, starts anew.
    loadStateDict(model, weights);
    return accuracy;
  } finally {
    learner.dispose();
  }
}

/** The checkpoints of an expert's training: `model_e3.checkpoint/` beside `model_e3.safetensors`. */
function trainingCheckpoints({ backend, checkpointInterval, halt }: ExpertsOptions, path: string) {
  const folder = basename(checkpointFolder(path));
  const origin = versionsHere(backend);
  return checkpointsIn<ExpertTraining>(folderStore(dirname(path)), folder, {
    ...{ origin, interval: checkpointInterval, halt },
  });
}

const checkpointFolder = (path: string) => path.replace(/safetensors$/, 'checkpoint');

/** Removes the checkpoints of a process that died when the expert was just finished. */
async function sweepTraining(options: ExpertsOptions, path: string): Promise<void> {
  if (!existsSync(checkpointFolder(path))) return;
  const unlock = await tryLock(path).catch(() => undefined);
  if (unlock === undefined) return;
  await trainingCheckpoints(options, path).finish();
  await unlock();
}

/** The manifest of an expert, without its accuracy. */
function describeExpert(
  options: ExpertsOptions,
  index: number,
): Omit<ExpertManifest, 'schema' | 'sha256' | 'accuracy'> {
  const { benchmark, config } = options;
  const recipe = expertRecipe(options);
  const { scenario, order_seed: seed, synthetic, nic_experiences, image_fit, normalization } = recipe;
  const { classes_per_experience, experience_classes } = config;
  const { architecture, hiddenSize } = expertOrigin(config, index);
  const classes = [...(benchmark.experiences[index]?.classes ?? [])];
  return {
    ...{ scenario, ...(nic_experiences !== undefined && { nic_experiences }) },
    ...(classes_per_experience !== undefined && { classes_per_experience }),
    ...(experience_classes !== undefined && { experience_classes }),
    ...(image_fit !== undefined && { image_fit }),
    ...(normalization !== undefined && { normalization }),
    ...{ seed, synthetic, experience: index, classes, task: null },
    architecture: describeArchitecture(architecture, benchmark, hiddenSize),
    ...{ recipe, origin: null },
  };
}

type Cached =
  | { readonly state: 'absent' }
  | { readonly state: 'unusable'; readonly reason: string }
  | {
      readonly state: 'loaded';
      readonly accuracy: number;
      /** The file, if it has no manifest yet: its process was killed after writing the weights, or was an earlier version. */
      readonly unregistered: Uint8Array | undefined;
    };

function readCached({ path, model }: CachePlace): Cached {
  const bytes = readIfThere(path);
  if (bytes === undefined) return { state: 'absent' };
  try {
    const manifest = readManifest(manifestPath(path));
    const { tensors, metadata } = intactWeights(bytes, manifest?.sha256);
    const accuracy = Number(metadata.accuracy);
    if (!(accuracy >= 0 && accuracy <= 1)) throw new DamagedWeightsError('its accuracy is not recorded');
    loadStateDict(model, tensors);
    return { state: 'loaded', accuracy, unregistered: manifest === undefined ? bytes : undefined };
  } catch (error) {
    if (error instanceof UnreadableFileError) throw error;
    return { state: 'unusable', reason: error instanceof Error ? error.message : String(error) };
  }
}
