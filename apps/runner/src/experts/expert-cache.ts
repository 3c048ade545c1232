import { existsSync, readFileSync } from 'node:fs';
import { loadStateDict, readSafetensors, stateDict, writeSafetensors } from '@exmodel/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { tryLock } from '../storage/try-lock';
import type { ExpertEvent } from './expert-event';
import {
  describeArchitecture,
  type ExpertManifest,
  manifestPath,
  writeExpert,
  writeManifest,
} from './expert-manifest';
import { expertOrigin } from './expert-origin';
import { expertRecipe } from './expert-recipe';
import type { ExpertsOptions } from './experts-options';
import { trainExpert } from './train-expert';

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
 * @returns its accuracy; undefined while another process is training it
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
  registerCached(options, place, cached.accuracy);
  yield { type: 'ready', expert: index, accuracy: cached.accuracy, fromCache: true };
  return cached.accuracy;
}

/** Trains an expert into its model and the cache. */
async function* train(
  options: ExpertsOptions,
  { index, path, model }: CachePlace,
): AsyncGenerator<ExpertEvent, number> {
  const learner = options.createModel(index, expertOrigin(options.config, index));
  try {
    const accuracy = yield* trainExpert(options, index, learner);
    const weights = await stateDict(learner);
    writeExpert(path, writeSafetensors(weights, { accuracy: String(accuracy) }), {
      ...describeExpert(options, index),
      accuracy,
    });
    // As from the cache: what files do not contain, such as the masks that dropout has drawn, starts anew.
    loadStateDict(model, weights);
    return accuracy;
  } finally {
    learner.dispose();
  }
}

/** Writes the manifest of an expert without one: its process was killed after writing the weights, or was an earlier version. */
function registerCached(options: ExpertsOptions, { index, path }: CachePlace, accuracy: number): void {
  if (existsSync(manifestPath(path))) return;
  writeManifest(path, readFileSync(path), { ...describeExpert(options, index), accuracy });
}

/** The manifest of an expert, without its accuracy. */
function describeExpert(
  options: ExpertsOptions,
  index: number,
): Omit<ExpertManifest, 'schema' | 'sha256' | 'accuracy'> {
  const { benchmark, config } = options;
  const recipe = expertRecipe(options);
  const { scenario, order_seed: seed, synthetic, nic_experiences } = recipe;
  const { classes_per_experience } = config;
  const { architecture, hiddenSize } = expertOrigin(config, index);
  const classes = [...(benchmark.experiences[index]?.classes ?? [])];
  return {
    ...{ scenario, ...(nic_experiences !== undefined && { nic_experiences }) },
    ...(classes_per_experience !== undefined && { classes_per_experience }),
    ...{ seed, synthetic, experience: index, classes, task: null },
    architecture: describeArchitecture(architecture, benchmark, hiddenSize),
    ...{ recipe, origin: null },
  };
}

type Cached =
  | { readonly state: 'absent' }
  | { readonly state: 'unusable'; readonly reason: string }
  | { readonly state: 'loaded'; readonly accuracy: number };

function readCached({ path, model }: CachePlace): Cached {
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
