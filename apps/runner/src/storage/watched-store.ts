import { statSync } from 'node:fs';
import type { FolderStore } from './folder-store';
import { isMissing } from './is-missing';
import { UnreadableFileError } from './store';

/** A job's folder was removed, or replaced by another one, while the job wrote to it. */
export class FolderReplacedError extends Error {
  override readonly name = 'FolderReplacedError';

  constructor(
    readonly folder: string,
    /** Key of a file that is not there any more, or not as it was written. */
    readonly file: string,
  ) {
    super(
      `${folder} was removed or replaced while the run wrote to it: ${file} is not the one that it wrote. Expected a folder that ` +
        'nobody else changes before the run has ended. Its results so far are not used; run the same command again.',
    );
  }
}

/** By how much the time of a file may change that nobody has touched: FAT keeps every other second, and a network may show it late. */
const coarsest = 2000; // milliseconds

/**
 * The store as the job in `folder` uses it, which has just been started there. Before each write it is made sure that the folder is
 * still the same, by its `config.json`, and with the file that is created once, `metrics.json`, that everything written before is there: a job
 * whose folder was taken away must not end as finished, nor write into that of another process.
 *
 * Both of its writing methods throw FolderReplacedError, too.
 */
export function watchedStore(store: FolderStore, folder: string): FolderStore {
  const identity = `${folder}/config.json`;
  const written = new Set([identity]);
  const timeNow = () => timeOf(store.pathOf(identity));
  const started = timeNow();

  const refuse = (file: string) => {
    throw new FolderReplacedError(store.pathOf(folder), file);
  };
  const refuseReplaced = () => {
    if (!(Math.abs(timeNow() - started) <= coarsest)) refuse(identity);
  };
  const refuseIncomplete = async () => {
    refuseReplaced();
    const files = await store.list(folder);
    const missing = [...written].find((file) => !files.includes(file));
    if (missing !== undefined) refuse(missing);
  };

  return {
    ...store,
    async writeWhole(key, content) {
      refuseReplaced();
      await store.writeWhole(key, content);
      written.add(key);
    },
    async remove(keyOrFolder) {
      await store.remove(keyOrFolder);
      for (const key of written)
        if (key === keyOrFolder || key.startsWith(`${keyOrFolder}/`)) written.delete(key);
    },
    async createOnce(key, content) {
      await refuseIncomplete();
      const created = await store.createOnce(key, content);
      try {
        await refuseIncomplete();
      } catch (error) {
        if (created) await store.remove(key);
        throw error;
      }
      return created;
    },
  };
}

/** When a file was last written, in milliseconds since 1970; NaN if there is none. */
function timeOf(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return Number.NaN;
    throw new UnreadableFileError(path, error);
  }
}
