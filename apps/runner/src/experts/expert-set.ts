import { type Dirent, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { StateDict } from '@exmodel/models';
import { isMissing } from '../storage/is-missing';
import { readIfThere } from '../storage/read-if-there';
import { UnreadableFileError } from '../storage/store';
import { type ExpertManifest, readManifest } from './expert-manifest';
import { DamagedWeightsError, intactWeights } from './intact-weights';
import { ExpertRegistryError } from './registry-error';

/** Experts of one stream, in a folder of their own: `model_e0.safetensors`, `model_e0.json`, `model_e1.safetensors`, … */
export interface ExpertSet {
  readonly name: string;
  readonly folder: string;
  /** In the order of the stream; some experiences may have none. */
  readonly experts: readonly RegisteredExpert[];
}

export interface RegisteredExpert {
  readonly manifest: ExpertManifest;
  /** Path of the weights file. */
  readonly path: string;
}

/** The key of the folder of all sets, in the store of the results. */
export const registryFolder = '.experts';

/** The path of that folder. */
export function registryOf(logdir: string): string {
  return join(logdir, registryFolder);
}

/**
 * All sets of a registry that contain experts, sorted by name.
 *
 * @throws ExpertRegistryError, UnreadableFileError
 */
export function listExpertSets(registry: string): readonly ExpertSet[] {
  return entriesOf(registry)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readExpertSet(join(registry, name)))
    .filter(({ experts }) => experts.length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Finds a set by its name in the registry or, if that has a slash, by its folder, wherever that is.
 *
 * @throws ExpertRegistryError, UnreadableFileError
 */
export function findExpertSet(nameOrFolder: string, registry: string): ExpertSet {
  const folder = /[/\\]/.test(nameOrFolder) ? nameOrFolder : join(registry, nameOrFolder);
  const set = readExpertSet(folder);
  if (set.experts.length > 0) return set;
  refuseUnregistered(folder);
  const names = listExpertSets(registry).map(({ name }) => name);
  throw new ExpertRegistryError(
    `there are no experts called ${nameOrFolder}`,
    names.length === 0 ? `a set of experts in ${registry}, which is empty` : `one of ${names.join(', ')}`,
    'Import some with: exmodel experts import. See all with: exmodel experts list.',
  );
}

/** @throws ExpertRegistryError The folder holds experts that are not registered, such as exported or published ones. */
function refuseUnregistered(folder: string): void {
  const found = entriesOf(folder).find(({ name }) => /^model_e\d+\.\w+$/.test(name));
  if (found === undefined) return;
  throw new ExpertRegistryError(
    `${folder} holds ${found.name}, but no manifests of registered experts`,
    'a folder of registered experts',
    `Register them first: exmodel experts import ${folder} --scenario NAME --run 0. With classes of your own: --classes "5,4;8,2".`,
  );
}

function readExpertSet(folder: string): ExpertSet {
  const manifests = entriesOf(folder).filter(({ name }) => /^model_e\d+\.json$/.test(name));
  const experts = manifests.flatMap(({ name }) => {
    const manifest = readManifest(join(folder, name));
    const path = join(folder, name.replace(/json$/, 'safetensors'));
    return manifest === undefined ? [] : [{ manifest, path }];
  });
  experts.sort((a, b) => a.manifest.experience - b.manifest.experience);
  return { name: basename(folder), folder, experts };
}

/** The entries of a folder; none if there is no such folder. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw new UnreadableFileError(folder, error);
  }
}

/**
 * The weights of a registered expert, checked against the registered hash.
 *
 * @throws ExpertRegistryError They are missing or damaged.
 * @throws UnreadableFileError
 */
export function readExpertWeights({ manifest, path }: RegisteredExpert): StateDict {
  const expected = `the weights that were registered, sha256 ${manifest.sha256.slice(0, 12)}…`;
  const bytes = readIfThere(path);
  if (bytes === undefined)
    throw new ExpertRegistryError(`${path} is missing`, expected, remedy(manifest, path));
  try {
    return intactWeights(bytes, manifest.sha256).tensors;
  } catch (error) {
    if (!(error instanceof DamagedWeightsError)) throw error;
    throw new ExpertRegistryError(`${path} is damaged: ${error.message}`, expected, remedy(manifest, path));
  }
}

/** How to get an expert again that is missing or damaged. */
function remedy({ origin, scenario, seed, synthetic, ...manifest }: ExpertManifest, path: string): string {
  if (origin === null)
    return 'Train it again: exmodel experts train FILE, with the experiment that it was trained for.';
  const folder = dirname(path);
  const { normalization, image_fit, experience_classes: classes } = manifest;
  const [side] = manifest.architecture.inputShape;
  const options = [
    `--scenario ${scenario}`,
    ...(classes === undefined ? [`--seed ${seed}`] : []),
    ...(classes === undefined && normalization === undefined && image_fit === undefined
      ? []
      : [`--image-size ${side}`]),
    ...(image_fit === undefined ? [] : [`--image-fit ${image_fit}`]),
    ...(normalization === undefined
      ? []
      : [`--mean ${normalization.mean.join()} --std ${normalization.std.join()}`]),
    ...(synthetic ? ['--synthetic'] : []),
    `--name ${basename(folder)}`,
  ];
  return `Import these experts again: exmodel experts import ${filesOf(folder, origin, classes)} ${options.join(' ')}`;
}

/** What was imported, as `experts import` takes it. */
function filesOf(folder: string, origin: string, classes: ExpertManifest['experience_classes']): string {
  if (classes === undefined) return dirname(origin);
  return readExpertSet(folder)
    .experts.map(({ manifest }) => `${manifest.origin}:${manifest.classes.join()}`)
    .join(' ');
}
