import { type Dirent, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { isMissing } from './is-missing';
import { makeFolder } from './make-folder';
import { checkKey, type Store, UnreadableFileError, UnwritableFileError, unfinished } from './store';
import { createWhole, writeWhole } from './write-whole';

/** How often a folder is read anew if others below it are removed meanwhile. */
const mostTries = 100;

/**
 * A store that is a folder. It gives the path of a file on this machine, for the few uses that need more than a store offers:
 * log files, which grow line by line (job-logs.ts), locks (lock-job.ts), and the cache of experts.
 */
export interface FolderStore extends Store {
  /** The path of a key, or of a folder of keys. */
  pathOf(key: string): string;
}

/**
 * The files below `root`, which is created with the first of them. Several processes may use it at once, on several machines if
 * the folder is shared. Its `createOnce` is as strict as the file system: without hard links, as on FAT, two processes that create
 * the same file at the same moment may both succeed.
 *
 * Every call does its work before it returns a promise, so that a process which is asked to end between two steps of its event
 * loop leaves no unfinished file. One that is killed may: its name ends in `.part`, and removing the folder removes it, too.
 */
export function folderStore(root: string): FolderStore {
  const pathOf = (key: string) => {
    checkKey(key);
    return join(root, key);
  };
  return {
    location: root,
    pathOf,
    async read(key) {
      const path = pathOf(key);
      return orAbsent(path, () => readFileSync(path));
    },
    async writeWhole(key, content) {
      const path = pathOf(key);
      makeFolder(dirname(path));
      writeWhole(path, content);
    },
    async createOnce(key, content) {
      const path = pathOf(key);
      makeFolder(dirname(path));
      return createWhole(path, content);
    },
    async list(folder) {
      const path = folder === undefined ? root : pathOf(folder);
      return (orAbsent(path, () => entriesBelow(path)) ?? [])
        .filter((entry) => !entry.isDirectory() && !entry.name.endsWith(unfinished))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
        .toSorted();
    },
    async remove(keyOrFolder) {
      const path = pathOf(keyOrFolder);
      removeAll(path);
    },
  };
}

/** The result of `read`; undefined if there is no such file or folder. */
function orAbsent<T>(path: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isAbsence(error)) return undefined;
    if (error instanceof UnreadableFileError) throw error;
    throw new UnreadableFileError(path, error);
  }
}

/** The entries of a folder at any depth; none if there is no such folder. */
function entriesBelow(path: string): Dirent[] {
  for (let tries = 1; ; tries++) {
    try {
      return readdirSync(path, { recursive: true, withFileTypes: true });
    } catch (error) {
      if (!isAbsence(error)) throw error;
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
      // A folder below it was removed while it was read.
      if (tries === mostTries)
        throw new UnreadableFileError(path, 'folders in it disappear while it is read');
    }
  }
}

function removeAll(path: string): void {
  try {
    rmSync(path, { recursive: true });
  } catch (error) {
    if (!isAbsence(error)) throw new UnwritableFileError(path, error);
  }
}

/** There is nothing, or a file where a folder was expected, or the other way round. */
function isAbsence(error: unknown): boolean {
  return isMissing(error) || (error as NodeJS.ErrnoException).code === 'EISDIR';
}
