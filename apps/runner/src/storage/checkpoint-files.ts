import { createHash } from 'node:crypto';
import { readPlainValue, writePlainValue } from './plain-values';
import type { Store } from './store';

/**
 * The checkpoints of a job that is not finished, in `checkpoint/` of its folder: `000012-SHA.safetensors`, the last two. A file is
 * written whole, and its name has the first 16 digits of its SHA-256, so one that is damaged is not used: then the one before is.
 */
const kept = 2;

/** The versions and files that a state is good for; states of others are not used. */
export type StateOrigin = Readonly<Record<string, string>>;

export interface FoundState {
  /** Undefined if there is none that can be used. */
  readonly state: unknown;
  /** Why those that are later cannot be used, in sentences' ends: `its content is damaged`. */
  readonly unusable: readonly string[];
}

/** Keeps a plain value as the job's latest checkpoint. */
export async function writeCheckpoint(
  store: Store,
  folder: string,
  state: unknown,
  origin: StateOrigin,
): Promise<void> {
  const earlier = await checkpoints(store, folder);
  const bytes = writePlainValue(state, origin);
  const number = Number(nameOf(earlier.at(-1) ?? '0').slice(0, 6)) + 1;
  const name = `${String(number % 1e6).padStart(6, '0')}-${shortHash(bytes)}.safetensors`;
  await store.writeWhole(`${folderOf(folder)}/${name}`, bytes);
  for (const key of earlier.slice(0, Math.max(0, earlier.length + 1 - kept))) await store.remove(key);
}

/** The latest state of the job that is whole, and of this origin. */
export async function latestCheckpoint(
  store: Store,
  folder: string,
  origin: StateOrigin,
): Promise<FoundState> {
  const unusable: string[] = [];
  for (const key of (await checkpoints(store, folder)).toReversed()) {
    const found = await readCheckpoint(store, key, origin);
    if ('state' in found) return { state: found.state, unusable };
    unusable.push(`${store.location}/${key}: ${found.reason}`);
  }
  return { state: undefined, unusable };
}

export async function hasCheckpoints(store: Store, folder: string): Promise<boolean> {
  return (await checkpoints(store, folder)).length > 0;
}

/** Removes all checkpoints of a job, which is finished. */
export async function removeCheckpoints(store: Store, folder: string): Promise<void> {
  await store.remove(folderOf(folder));
}

async function readCheckpoint(
  store: Store,
  key: string,
  origin: StateOrigin,
): Promise<{ readonly state: unknown } | { readonly reason: string }> {
  const bytes = await store.read(key);
  if (bytes === undefined || !nameOf(key).includes(shortHash(bytes)))
    return { reason: 'its content is damaged' };
  const { value: state, metadata } = readPlainValue(bytes);
  const differing = [...new Set([...Object.keys(origin), ...Object.keys(metadata)])].filter(
    (part) => origin[part] !== metadata[part],
  );
  if (differing.length === 0) return { state };
  const parts = differing.map((part) => `${part} ${metadata[part] ?? '?'}, now ${origin[part] ?? '?'}`);
  return { reason: `it was written with ${parts.join('; ')}` };
}

async function checkpoints(store: Store, folder: string): Promise<readonly string[]> {
  const keys = await store.list(folderOf(folder));
  return keys.filter((key) => /^\d{6}-[0-9a-f]{16}\.safetensors$/.test(nameOf(key)));
}

const folderOf = (folder: string) => `${folder}/checkpoint`;
const nameOf = (key: string) => key.slice(key.lastIndexOf('/') + 1);
const shortHash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
