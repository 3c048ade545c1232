import { type Dirent, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { requestName } from './cancellation';
import { isMissing } from './is-missing';
import { UnreadableFileError, UnwritableFileError, unfinished } from './store';
import { isLocked, tryLock } from './try-lock';

/** Something that may be deleted. */
export interface Removable {
  /** Absolute, of a file or a folder. */
  readonly path: string;
  readonly what: string;
  readonly bytes: number;
  /** Path whose lock is held by whoever works on it. */
  readonly owner: string;
}

/**
 * What may be deleted in a folder of results and below it, and nobody works on: what dead processes left, and the checkpoints of what is
 * finished; if they are wanted, unfinished jobs and half-trained experts, too.
 *
 * @throws UnreadableFileError
 */
export function findRemovable(folder: string, { unfinished }: { readonly unfinished: boolean }): Removable[] {
  const found = namesBelow(folder).flatMap(
    (entry) => describe(join(entry.parentPath, entry.name), unfinished) ?? [],
  );
  const idle = found.filter(({ owner }) => !isLocked(owner));
  // What is in a folder that is deleted as a whole is not named again.
  return idle
    .filter(({ path }) => !idle.some((other) => path.startsWith(`${other.path}/`)))
    .map((each) => ({ ...each, bytes: bytesOf(each.path) }));
}

/**
 * Deletes it, unless somebody has begun to work on it.
 *
 * @returns whether it was deleted
 * @throws UnwritableFileError
 */
export async function remove({ path, owner }: Removable): Promise<boolean> {
  const unlock = existsSync(dirname(owner)) ? await tryLock(owner) : async () => {};
  if (unlock === undefined) return false;
  try {
    rmSync(path, { recursive: true, force: true });
    return true;
  } catch (error) {
    throw new UnwritableFileError(path, error);
  } finally {
    await unlock();
  }
}

/** The bytes of a file, or of all files in a folder and below it. */
export function bytesOf(path: string): number {
  const size = (each: string) => statSync(each, { throwIfNoEntry: false })?.size ?? 0;
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const files = isFolder ? namesBelow(path).filter((entry) => entry.isFile()) : [];
  if (!isFolder) return size(path);
  return files.reduce((total, { parentPath, name }) => total + size(join(parentPath, name)), 0);
}

function describe(path: string, alsoUnfinished: boolean): Omit<Removable, 'bytes'> | undefined {
  const [folder, name] = [dirname(path), basename(path)];
  const isJob = existsSync(join(folder, 'config.json'));
  const job = isJob ? lockedPath(folder) : undefined;
  if (name.endsWith(unfinished)) {
    const file = name.replace(/\.[0-9a-f]+\.part$/, '');
    return { path, what: 'left by a process that died', owner: ownerOf(path) ?? join(folder, file) };
  }
  if (name.endsWith('.lock'))
    return { path, what: 'left by a process that died', owner: path.slice(0, -'.lock'.length) };
  if (name === requestName) return { path, what: 'a cancellation', owner: job ?? lockedPath(folder) };
  if (name === 'checkpoint' && job !== undefined && existsSync(join(folder, 'metrics.json')))
    return { path, what: 'checkpoints of a finished job', owner: job };
  if (/^model_e\d+\.checkpoint$/.test(name)) {
    const weights = path.replace(/checkpoint$/, 'safetensors');
    if (existsSync(weights)) return { path, what: 'checkpoints of a finished expert', owner: weights };
    return alsoUnfinished ? { path, what: 'a half-trained expert', owner: weights } : undefined;
  }
  if (alsoUnfinished && name === 'config.json' && !existsSync(join(folder, 'metrics.json')))
    return { path: folder, what: 'an unfinished job', owner: lockedPath(folder) };
  return undefined;
}

/** What is locked while the job in a folder runs; see `lockOf`. */
const lockedPath = (folder: string) => join(dirname(folder), `.${basename(folder)}`);

/** What is locked while the job runs whose folder a path is in, if it is in one. */
function ownerOf(path: string): string | undefined {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'config.json'))) return lockedPath(folder);
  return undefined;
}

function namesBelow(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw new UnreadableFileError(folder, error);
  }
}
