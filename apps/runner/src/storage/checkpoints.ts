import { createHash } from 'node:crypto';
import { version_core } from '@tensorflow/tfjs-core';
import manifest from '../../package.json';
import type { Halt } from './halt';
import { readPlainValue, writePlainValue } from './plain-values';
import type { Store } from './store';

/** How many are kept: the latest, and the one before in case that is damaged. */
const kept = 2;
/** Seconds between two checkpoints of a long piece of work, unless the user says another number. */
export const defaultInterval = 30;
/** Checkpoints take at most one part of so many of the time. */
const parts = 20;

/** What a state is good for; states of another origin are not used. */
export type StateOrigin = Readonly<Record<string, string>>;

/**
 * The checkpoints of work that is not finished, in a folder of their own: `000012-SHA.safetensors`. A file is written whole, and
 * its name has the first 16 digits of its SHA-256: one that is damaged is not used, but the one before.
 */
export interface Checkpoints<State> {
  /** The latest state that is whole and of the same origin. */
  latest(): Promise<FoundState<State>>;
  /**
   * Keeps a state if it is time for one: `between` two parts of the work, and `within` one after every interval, but never more than a
   * twentieth of the time is spent on it. An interval of 0 keeps every state. Where work is to be halted, its state is kept in any case, and this
   * does what {@link Halt.pass} does.
   */
  offer(take: () => Promise<State>, moment: 'within' | 'between'): Promise<void>;
  /** Removes all: the work is finished. What cannot be removed is in nobody's way. */
  finish(): Promise<void>;
}

export interface CheckpointOptions {
  readonly origin: StateOrigin;
  /** In seconds; by default 30. */
  readonly interval?: number | undefined;
  readonly halt?: Halt | undefined;
}

/**
 * @typeParam State plain values; see `Stateful` of @exmodel/distill
 * @param folder the key of their folder in the store
 */
export function checkpointsIn<State>(
  store: Store,
  folder: string,
  { origin, interval = defaultInterval, halt }: CheckpointOptions,
): Checkpoints<State> {
  let last = performance.now();
  let cost = 0;
  const due = (moment: 'within' | 'between') => {
    if (interval === 0) return true;
    const wait = Math.max(parts * cost, moment === 'within' ? interval * 1000 : 0);
    return performance.now() - last >= wait;
  };
  const keep = async (take: () => Promise<State>) => writeCheckpoint(store, folder, await take(), origin);
  return {
    latest: () => latestCheckpoint(store, folder, origin),
    async offer(take, moment) {
      if (due(moment)) {
        const began = performance.now();
        await keep(take);
        last = performance.now();
        cost = last - began;
        await halt?.pass();
      } else await halt?.pass(() => keep(take));
    },
    finish: () => removeCheckpoints(store, folder).catch(() => {}),
  };
}

/** The versions on which the bits of a training depend. */
export function versionsHere(backend: string): StateOrigin {
  return { exmodel: manifest.version, tfjs: version_core, node: process.version, backend };
}

export interface FoundState<State> {
  /** Undefined if there is none that can be used. */
  readonly state: State | undefined;
  /** The later ones that cannot be used, and why: `runs/x/…: its content is damaged`. */
  readonly unusable: readonly string[];
}

/** Keeps a plain value as the latest checkpoint. */
async function writeCheckpoint(
  store: Store,
  folder: string,
  state: unknown,
  origin: StateOrigin,
): Promise<void> {
  const earlier = await checkpoints(store, folder);
  const bytes = writePlainValue(state, origin);
  const number = Number(nameOf(earlier.at(-1) ?? '0').slice(0, 6)) + 1;
  const name = `${String(number).padStart(6, '0')}-${shortHash(bytes)}.safetensors`;
  await store.writeWhole(`${folder}/${name}`, bytes);
  for (const key of earlier.slice(0, Math.max(0, earlier.length + 1 - kept))) await store.remove(key);
}

async function latestCheckpoint<State>(
  store: Store,
  folder: string,
  origin: StateOrigin,
): Promise<FoundState<State>> {
  const unusable: string[] = [];
  for (const key of (await checkpoints(store, folder)).toReversed()) {
    const found = await readCheckpoint(store, key, origin);
    if ('state' in found) return { state: found.state as State, unusable };
    unusable.push(`${store.location}/${key}: ${found.reason}`);
  }
  return { state: undefined, unusable };
}

/** Removes all checkpoints in `folder`. */
export async function removeCheckpoints(store: Store, folder: string): Promise<void> {
  await store.remove(folder);
}

async function readCheckpoint(
  store: Store,
  key: string,
  origin: StateOrigin,
): Promise<{ readonly state: unknown } | { readonly reason: string }> {
  const bytes = await store.read(key);
  if (bytes === undefined || !nameOf(key).includes(shortHash(bytes)))
    return { reason: 'its content is damaged' };
  const { value: state, metadata } = plainValue(bytes) ?? {};
  if (metadata === undefined) return { reason: 'it is not what this version writes' };
  const differing = [...new Set([...Object.keys(origin), ...Object.keys(metadata)])].filter(
    (part) => origin[part] !== metadata[part],
  );
  if (differing.length === 0) return { state };
  const parts = differing.map((part) => `${part} ${metadata[part] ?? '?'}, now ${origin[part] ?? '?'}`);
  return { reason: `it was written with ${parts.join('; ')}` };
}

function plainValue(bytes: Uint8Array): ReturnType<typeof readPlainValue> | undefined {
  try {
    return readPlainValue(bytes);
  } catch {
    return undefined;
  }
}

async function checkpoints(store: Store, folder: string): Promise<readonly string[]> {
  const keys = await store.list(folder);
  return keys.filter((key) => /^\d{6}-[0-9a-f]{16}\.safetensors$/.test(nameOf(key)));
}

/** Whether a checkpoint is whole, and of the versions that compute here: another would not be used. */
export function isUsableHere(key: string, bytes: Uint8Array): boolean {
  const { metadata } = plainValue(bytes) ?? {};
  const { exmodel, tfjs, node } = versionsHere('');
  const isOurs = metadata?.exmodel === exmodel && metadata?.tfjs === tfjs && metadata?.node === node;
  return isOurs && nameOf(key).includes(shortHash(bytes));
}

/** The folder of a job's checkpoints, in the job's own. */
export const checkpointsOf = (job: string) => `${job}/checkpoint`;

const nameOf = (key: string) => key.slice(key.lastIndexOf('/') + 1);
const shortHash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
