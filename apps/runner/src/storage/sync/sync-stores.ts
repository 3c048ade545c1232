import { dirname } from 'node:path';
import { checkpointsOf, isUsableHere } from '../checkpoints';
import type { FolderStore } from '../folder-store';
import { lockOf, savedIdentity } from '../job-folder';
import { jsonText } from '../json-text';
import { makeFolder } from '../make-folder';
import type { Store } from '../store';
import { tryLock } from '../try-lock';
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
    const [way, result] =
      progressOf(our) > progressOf(their) ? (['out', our] as const) : (['in', their] as const);
    if (result === undefined) continue;
    const { kind } = result;
    const unfinished = !isFinished(result);
    if (our !== undefined && their !== undefined && kind === 'job' && !(await areSame(key, here, there)))
      yield { kind, key, way: 'differs', unfinished };
    else if (progressOf(our) === progressOf(their)) continue;
    else if (way === 'out' ? await copy(result, here, there) : await take(result, here, there))
      yield { kind, key, way, unfinished };
  }
}

/**
 * How far a result has got: nowhere, to a checkpoint, to its end. Whoever goes on from a checkpoint continues its numbers; of two machines that
 * began anew, the one that has kept more states counts as further.
 */
function progressOf(result: Result | undefined): number {
  if (result === undefined) return 0;
  if (isFinished(result)) return Number.POSITIVE_INFINITY;
  return Number(/(\d{6})-[0-9a-f]+\.safetensors$/.exec(result.checkpoints.at(-1) ?? '')?.[1] ?? 0);
}

const isFinished = ({ files, seal }: Result) => files.includes(seal);

/** Whether both stores mean the same job by a key: every value of its configuration is the same. */
async function areSame(key: string, here: Store, there: Store): Promise<boolean> {
  const [a, b] = await Promise.all(
    [here, there].map(async (store) => {
      const { chosen: _, ...identity } = (await savedIdentity(store, key)) ?? {};
      return jsonText(identity);
    }),
  );
  return a === b;
}

/** Copies into the folder here, under the lock of whoever works on it; not if somebody does. */
async function take(result: Result, here: FolderStore, there: Store): Promise<boolean> {
  const path = here.pathOf(result.kind === 'job' ? lockOf(result.key) : result.key);
  makeFolder(dirname(path));
  const unlock = await tryLock(path);
  if (unlock === undefined) return false;
  try {
    return await copy(result, there, here, isUsableHere);
  } finally {
    await unlock();
  }
}

/**
 * Copies what is further on than what `to` has by now, which may be more than when it was listed.
 *
 * @param isUsable whether a checkpoint is worth copying
 * @returns false if it was not copied: it changed meanwhile, and is left to the next time
 */
async function copy(
  result: Result,
  from: Store,
  to: Store,
  isUsable: (key: string, bytes: Uint8Array) => boolean = () => true,
): Promise<boolean> {
  const { kind, key, files, seal, checkpoints } = result;
  if ((await to.read(seal)) !== undefined) return false;
  // A log grows behind the checkpoint that names its length: so the checkpoint is read first, and written last.
  const last = isFinished(result) ? undefined : checkpoints.at(-1);
  const state = last === undefined ? undefined : await from.read(last);
  if (last !== undefined) {
    const isLater = (await to.list(checkpointsOf(key))).every((each) => each < last);
    if (state === undefined || !isLater || !isUsable(last, state)) return false;
  }
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
  if (bytes === undefined || !(await to.createOnce(seal, bytes))) return false;
  if (kind === 'job') await to.remove(checkpointsOf(key));
  return true;
}
