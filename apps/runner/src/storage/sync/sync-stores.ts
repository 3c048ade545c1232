import { checkpointsOf } from '../checkpoints';
import type { FolderStore } from '../folder-store';
import { lockOf } from '../job-folder';
import { jsonText } from '../json-text';
import { makeFolder } from '../make-folder';
import type { Store } from '../store';
import { isLocked, tryLock } from '../try-lock';
import { type Result, resultsAmong } from './results';

/** What became of a job or an expert. */
export interface Synced {
  readonly kind: Result['kind'];
  readonly key: string;
  /**
   * `out`: copied from here to there. `in`: copied from there to here. `differs`: both have a job of that name, and of another
   * configuration; neither was touched.
   */
  readonly way: 'out' | 'in' | 'differs';
  /** Whether it is not finished: what was copied is its latest checkpoint, and what belongs to that. */
  readonly unfinished: boolean;
}

/**
 * Gives each of two stores what it lacks of the other's finished jobs and trained experts, and of unfinished jobs the later checkpoint. What
 * both have finished stays as it is in each. Any number of machines may do so with the same store at once, while jobs run: each
 * file is written whole, and the one that makes a result valid is written last. Only outdated checkpoints are removed.
 *
 * @param here where jobs may run meanwhile; one that runs is not replaced
 * @throws UnreadableFileError, UnwritableFileError
 */
export async function* syncStores(here: FolderStore, there: Store): AsyncGenerator<Synced> {
  const [ours, theirs] = [resultsAmong(await here.list()), resultsAmong(await there.list())];
  // Experts first: a job that goes on needs them.
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])].toSorted(
    (a, b) => Number(b.startsWith('.')) - Number(a.startsWith('.')) || (a < b ? -1 : 1),
  );
  for (const key of keys) {
    const [our, their] = [ours.get(key), theirs.get(key)];
    const way = wayOf(our, their);
    const result = way === 'out' ? our : their;
    if (way === undefined || result === undefined) continue;
    const { kind } = result;
    const unfinished = !isFinished(result);
    if (our !== undefined && their !== undefined && kind === 'job' && !(await areSame(key, here, there)))
      yield { kind, key, way: 'differs', unfinished };
    else if (way === 'out' ? await copy(result, here, there) : await take(result, here, there))
      yield { kind, key, way, unfinished };
  }
}

/** Who has more of a result, if anybody. */
function wayOf(our: Result | undefined, their: Result | undefined): 'out' | 'in' | undefined {
  const [ours, theirs] = [progressOf(our), progressOf(their)];
  if (ours === theirs) return undefined;
  return ours > theirs ? 'out' : 'in';
}

/** How far a result has got: nowhere, to a checkpoint, to its end. */
function progressOf(result: Result | undefined): number {
  if (result === undefined) return 0;
  if (isFinished(result)) return Number.POSITIVE_INFINITY;
  return Number(/(\d{6})-[0-9a-f]+\.safetensors$/.exec(result.checkpoints.at(-1) ?? '')?.[1] ?? 0);
}

const isFinished = ({ files, seal }: Result) => files.includes(seal);

/** Whether both stores mean the same job by a key. */
async function areSame(key: string, here: Store, there: Store): Promise<boolean> {
  const [a, b] = await Promise.all(
    [here, there].map(async (store) => {
      const bytes = await store.read(`${key}/config.json`);
      return bytes && jsonText(JSON.parse(Buffer.from(bytes).toString()));
    }),
  );
  return a === b;
}

/** Copies into the folder here, under the lock of whoever works on it; not if somebody does. */
async function take(result: Result, here: FolderStore, there: Store): Promise<boolean> {
  const path = here.pathOf(result.kind === 'job' ? lockOf(result.key) : result.key);
  if (isLocked(path)) return false;
  makeFolder(path.slice(0, path.lastIndexOf('/')));
  const unlock = await tryLock(path);
  if (unlock === undefined) return false;
  try {
    return await copy(result, there, here);
  } finally {
    await unlock();
  }
}

/** @returns false if it changed meanwhile, so that it is left to the next time */
async function copy(
  { kind, key, files, seal, checkpoints }: Result,
  from: Store,
  to: Store,
): Promise<boolean> {
  // A log grows behind the checkpoint that names its length: so the checkpoint is read first, and written last.
  const last = checkpoints.at(-1);
  const state = last === undefined ? undefined : await from.read(last);
  if (last !== undefined && state === undefined) return false;
  for (const file of files.filter((each) => each !== seal)) {
    const bytes = await from.read(file);
    if (bytes !== undefined) await to.writeWhole(file, bytes);
  }
  if (last !== undefined && state !== undefined) {
    await to.writeWhole(last, state);
    for (const earlier of await to.list(checkpointsOf(key))) if (earlier < last) await to.remove(earlier);
    return true;
  }
  const bytes = await from.read(seal);
  if (bytes === undefined) return false;
  await to.createOnce(seal, bytes);
  if (kind === 'job') await to.remove(checkpointsOf(key));
  return true;
}
