import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, renameSync, writeFileSync } from 'node:fs';
import { discard } from './discard';
import { UnwritableFileError, unfinished } from './store';

/**
 * Writes a file whole or, if that fails or the process dies, not at all; its folder must exist. A process that dies may leave an
 * unfinished file beside it: see leftovers.ts. (The package write-file-atomic 7 keeps a truncated file if a disk fills up: it
 * does not check the length of a write.)
 *
 * @throws UnwritableFileError
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  finish(path, content, (part) => renameSync(part, path));
}

/** What a file system without hard links, such as FAT, answers to a link. */
const noLinks: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/**
 * Writes a file whole, as {@link writeWhole} does, unless there is one; two that try at once cannot both succeed. On a file
 * system without hard links the check and the writing are two steps: there two processes at once may both succeed.
 *
 * @returns whether it was written
 * @throws UnwritableFileError
 */
export function createWhole(path: string, content: string | Uint8Array): boolean {
  return finish(path, content, (part) => {
    try {
      return linkOnce(part, path);
    } finally {
      discard(part);
    }
  });
}

/** Gives a file that is whole a second name, unless there is such a file, as {@link createWhole} does. */
export function linkOnce(part: string, path: string): boolean {
  try {
    linkSync(part, path);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!noLinks.includes(code)) throw error;
    if (existsSync(path)) return false;
    renameSync(part, path);
    return true;
  }
}

/** Writes an unfinished file beside `path`, flushes it to the disk, and renames or links it with `publish`. */
function finish<T>(path: string, content: string | Uint8Array, publish: (part: string) => T): T {
  // Random, because machines that share the folder may have processes with the same number.
  const part = `${path}.${randomBytes(6).toString('hex')}${unfinished}`;
  try {
    writeFileSync(part, typeof content === 'string' ? Buffer.from(content) : content, { flush: true });
    return publish(part);
  } catch (error) {
    discard(part);
    throw new UnwritableFileError(path, error);
  }
}
