import { sweepFile } from './leftovers';
import { tryLock } from './try-lock';
import { writeWhole } from './write-whole';

/**
 * Writes a file whole or not at all, holding its lock, and removes what a process left there that died while it wrote the same
 * file; its folder must exist. For files that are not in a job's folder, whose job holds a lock for all.
 *
 * If another process holds the lock, it is writing the same file: then the last one's file stays.
 *
 * @throws UnwritableFileError
 */
export async function writeLocked(path: string, content: string | Uint8Array): Promise<void> {
  const unlock = await tryLock(path);
  try {
    if (unlock !== undefined) sweepFile(path);
    writeWhole(path, content);
  } finally {
    await unlock?.();
  }
}
