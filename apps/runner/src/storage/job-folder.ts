import { join, posix } from 'node:path';
import { z } from 'zod';
import { excerpt, valueExcerpt } from '../config/excerpt';
import type { JobConfig } from '../config/strategy-config';
import { discard } from './discard';
import type { FolderStore } from './folder-store';
import { jsonText } from './json-text';
import { unfinishedBelow } from './leftovers';
import { makeFolder } from './make-folder';
import { type Chosen, type Metrics, MetricsFileError, readMetrics } from './metrics-file';
import { readJson } from './read-json';
import { placeOf, type Store, UnwritableFileError } from './store';
import { tryLock } from './try-lock';

/** What identifies a job: jobs with the same identity give the same results. Saved in `config.json`. */
export interface JobIdentity extends JobConfig {
  /** Name of the backend: the results depend on its rounding. */
  readonly backend: string;
  /** The strategy's revision, if an earlier one gave other results. */
  readonly revision?: number;
  /** How its values were chosen from a grid: no part of what identifies it, and kept so that it can be run again from its folder. */
  readonly chosen?: Chosen | undefined;
}

/** How to treat the keys of a configuration that is compared with a saved one. */
export interface ComparedKeys {
  /** The values of keys that are not given. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Keys that the job's strategy does not read: its results do not depend on them. */
  readonly unread: readonly string[];
  /** By key: what to do where it is among the differences, before the usual. */
  readonly advice?: Readonly<Record<string, string>>;
}

/** What is locked while the job runs: beside its folder, which is emptied; hidden, because it is no result. */
export const lockOf = (job: string) => posix.join(posix.dirname(job), `.${posix.basename(job)}`);

/** A folder that contains something other than this job's results. */
export class FolderTakenError extends Error {
  override readonly name = 'FolderTakenError';

  constructor(
    readonly folder: string,
    readonly held: string,
    advice: string,
    /** Whether a file of this one job was cut short: no reason to keep others from running. */
    readonly isDamaged = false,
  ) {
    super(`${folder} holds ${held}. ${advice}`);
  }
}

/** A folder that cannot be written. */
export class UnwritableFolderError extends Error {
  override readonly name = 'UnwritableFolderError';

  constructor(
    readonly folder: string,
    readonly reason: string,
    advice = 'Results go there; choose another folder with --set logdir=FOLDER or repair this one.',
  ) {
    super(`${folder} cannot be written: ${reason}. ${advice}`);
  }
}

/**
 * Checks a job's folder before anything runs. Returns the metrics of an earlier run of the same job, or undefined if the job is
 * pending. With `fresh`, results of any earlier run may be replaced.
 *
 * @param folder its key in the store
 * @throws FolderTakenError if it contains another job's results, or files that no run wrote
 */
export async function finishedMetrics(
  store: Store,
  folder: string,
  job: JobIdentity,
  fresh: boolean,
  keys: ComparedKeys = { defaults: {}, unread: [] },
): Promise<Metrics | undefined> {
  const files = await filesOf(store, folder);
  if (files.length === 0) return undefined;
  const place = placeOf(store, folder);
  const saved = await savedIdentity(store, folder);
  if (saved === undefined && files.includes(`${folder}/config.json`)) {
    throw new FolderTakenError(
      place,
      'a config.json that was cut short, or that exmodel did not write',
      'If all in it is of exmodel, delete this folder, and the same command runs this job again, and no other. Else choose another with --set name=ANOTHER-NAME.',
      true,
    );
  }
  if (saved === undefined) {
    throw new FolderTakenError(
      place,
      'files that exmodel did not write',
      'Move them away, or choose another folder with --set name=ANOTHER-NAME.',
    );
  }
  if (fresh) return undefined;
  const differences = differingKeys(saved, job, keys);
  const results = files.includes(`${folder}/metrics.json`) ? 'results' : 'an unfinished run';
  if (differences.length > 0) {
    const advice = differences.map(({ key }) => keys.advice?.[key] ?? '').join('');
    throw new FolderTakenError(
      place,
      `${results} of another configuration (${excerpt(differences.map(({ text }) => text).join(', '), 2000)})`,
      `${advice}Keep both with --set name=ANOTHER-NAME, or replace the old results with --fresh.`,
    );
  }
  if (results === 'an unfinished run') return undefined;
  try {
    return await readMetrics(store, folder);
  } catch (error) {
    if (!(error instanceof MetricsFileError)) throw error;
    throw new FolderTakenError(place, `a metrics.json that ${error.fault}`, error.advice, error.isDamaged);
  }
}

/**
 * Empties the folder of a job that {@link finishedMetrics} accepted, and writes its `config.json`. `metrics.json` is removed
 * first and `config.json` last: a process that dies in between leaves an unfinished run of this job, never one that looks
 * finished or belongs to nobody.
 *
 * @throws UnwritableFolderError
 */
export async function startJobFolder(store: Store, folder: string, job: JobIdentity): Promise<void> {
  const [identity, metrics] = [`${folder}/config.json`, `${folder}/metrics.json`];
  const others = (await filesOf(store, folder)).filter((file) => file !== identity && file !== metrics);
  await orUnwritable(store, folder, async () => {
    for (const file of [metrics, ...others, identity]) await store.remove(file);
    await store.remove(folder); // What an interrupted process left unfinished.
  });
  await store.writeWhole(identity, jsonText(job));
}

/**
 * Goes on in the folder of a job that was stopped: what it left unfinished is removed, and its `config.json` is written again, so that a
 * process that has slept and lost its lock finds its folder replaced ({@link watchedStore}).
 */
export async function continueJobFolder(store: FolderStore, folder: string, job: JobIdentity): Promise<void> {
  for (const part of unfinishedBelow(store.pathOf(folder))) discard(part);
  await store.writeWhole(`${folder}/config.json`, jsonText(job));
}

/**
 * Makes sure that results can be written below `folder`, or anywhere in the store, before hours are spent on them: a lock is taken
 * there, and nothing is left. A process that dies at it leaves a lock, not a file more each time.
 *
 * @param advice what the user can do where that is not to set `logdir`
 * @throws UnwritableFolderError
 */
export async function checkWritable(store: FolderStore, folder?: string, advice?: string): Promise<void> {
  const path = folder === undefined ? store.location : store.pathOf(folder);
  const probe = async () => {
    makeFolder(path);
    const unlock = await tryLock(join(path, '.probe'));
    await unlock?.(); // Another process may hold it: then it can be written.
  };
  await orUnwritable(store, folder, probe, advice);
}

async function orUnwritable(
  store: Store,
  folder: string | undefined,
  action: () => Promise<void>,
  advice?: string,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof UnwritableFileError)) throw error;
    throw new UnwritableFolderError(
      folder === undefined ? store.location : placeOf(store, folder),
      error.reason,
      advice,
    );
  }
}

/** The files of a job's folder. A file in its place is not ours to delete. */
async function filesOf(store: Store, folder: string): Promise<readonly string[]> {
  const files = await store.list(folder);
  if (files.length === 0 && (await store.read(folder)) !== undefined) {
    throw new UnwritableFolderError(placeOf(store, folder), 'a file of that name is in the way');
  }
  return files;
}

/** What tells a job's `config.json` from that of another program. */
const identitySchema = z.looseObject({ scenario: z.string(), strategy: z.string(), backend: z.string() });

/** @returns what a job's `config.json` holds, its keys unchecked; undefined if there is none, or it is of another program */

export async function savedIdentity(
  store: Store,
  folder: string,
): Promise<Record<string, unknown> | undefined> {
  const bytes = await store.read(`${folder}/config.json`);
  if (bytes === undefined) return undefined;
  const saved = readJson(Buffer.from(bytes).toString(), identitySchema);
  return 'value' in saved ? saved.value : undefined;
}

/**
 * A key, and `lr 0.1 → 0.05`, for every key in which a saved and a wanted configuration differ.
 *
 * The rule of identity: two configurations are the same if they agree in every key that the job's strategy reads. A key that
 * the saved one lacks did not exist when that job ran, and counts as the key's default. So a new key with a default leaves
 * finished jobs finished, and its default must be what held before the key existed.
 */
function differingKeys(
  saved: Record<string, unknown>,
  job: JobIdentity,
  { defaults, unread }: ComparedKeys,
): { readonly key: string; readonly text: string }[] {
  const before: Record<string, unknown> = { ...defaults, ...saved };
  const wanted: Record<string, unknown> = { ...job };
  return [...new Set([...Object.keys(saved), ...Object.keys(wanted)])]
    .filter((key) => key !== 'chosen' && !unread.includes(key))
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(wanted[key]))
    .map((key) => ({
      key,
      text: `${excerpt(key)} ${valueExcerpt(before[key])} → ${valueExcerpt(wanted[key])}`,
    }));
}
