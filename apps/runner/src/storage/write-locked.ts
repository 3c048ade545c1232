import { setTimeout } from 'node:timers/promises';
import { sweepFile } from './leftovers';
import { tryLock } from './try-lock';
import { writeWhole } from './write-whole';

/** A second: no live process holds the lock of a file for so long. */
const mostWaits = 50;

/**
 * Writes a file whole or not at all, holding its lock, and removes what a process left there that died while it wrote the same
 * file; its folder must exist. For files that are not in a job's folder, whose job holds a lock for all.
 *
 * If another process holds the lock, it is writing the same file, or removes what is unfinished of it: it is waited for. One that is dead
 * holds its lock for longer; then the last one's file stays.
 *
 * @throws UnwritableFileError
 */
export async function writeLocked(path: string, content: string | Uint8Array): Promise<void> {
  let unlock = await tryLock(path);
  for (let waits = 0; unlock === undefined && waits < mostWaits; waits++) {
    await setTimeout(20);
    unlock = await tryLock(path);
  }
  try {
    if (unlock !== undefined) sweepFile(path);
    writeWhole(path, content);
  } finally {
    await unlock?.();
  }
}
