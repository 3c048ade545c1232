import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readSafetensors, type StateDict } from '@exmodel/models';
import { type ExpertManifest, readManifest, sha256Of } from './expert-manifest';
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

/** All sets of a registry that contain experts, sorted by name. */
export function listExpertSets(registry: string): readonly ExpertSet[] {
  if (!existsSync(registry)) return [];
  const folders = readdirSync(registry, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => readExpertSet(join(registry, name)))
    .filter(({ experts }) => experts.length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Finds a set by its name in the registry or, if that has a slash, by its folder.
 *
 * @throws ExpertRegistryError
 */
export function findExpertSet(nameOrFolder: string, registry: string): ExpertSet {
  const folder = /[/\\]/.test(nameOrFolder) ? nameOrFolder : join(registry, nameOrFolder);
  const set = existsSync(folder) ? readExpertSet(folder) : undefined;
  if (set !== undefined && set.experts.length > 0) return set;
  const names = listExpertSets(registry).map(({ name }) => name);
  throw new ExpertRegistryError(
    `there are no experts called ${nameOrFolder}`,
    names.length === 0 ? `a set of experts in ${registry}, which is empty` : `one of ${names.join(', ')}`,
    'Import some with: exmodel experts import. See all with: exmodel experts list.',
  );
}

function readExpertSet(folder: string): ExpertSet {
  const manifests = readdirSync(folder).filter((name) => /^model_e\d+\.json$/.test(name));
  const experts = manifests.map((name) => ({
    manifest: readManifest(join(folder, name)),
    path: join(folder, name.replace(/json$/, 'safetensors')),
  }));
  experts.sort((a, b) => a.manifest.experience - b.manifest.experience);
  return { name: basename(folder), folder, experts };
}

/**
 * The weights of a registered expert, checked against the registered hash.
 *
 * @throws ExpertRegistryError They are missing or have changed.
 */
export function readExpertWeights({ manifest, path }: RegisteredExpert): StateDict {
  const advice = 'Import or train these experts again.';
  const expected = `the weights that were registered, sha256 ${manifest.sha256.slice(0, 12)}…`;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new ExpertRegistryError(`${path} cannot be read: ${String(error)}`, expected, advice);
  }
  const actual = sha256Of(bytes);
  if (actual !== manifest.sha256) {
    throw new ExpertRegistryError(`${path} has sha256 ${actual.slice(0, 12)}…`, expected, advice);
  }
  return readSafetensors(bytes).tensors;
}
