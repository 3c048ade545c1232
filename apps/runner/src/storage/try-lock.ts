import { rmdirSync } from 'node:fs';
import { checkSync, lockSync } from 'proper-lockfile';
import { UnwritableFileError } from './store';

const stale = 30_000; // milliseconds

// proper-lockfile listens for every signal that may end a process, and ends it if there is no other listener. A write beyond the
// limit on file sizes raises such a signal, and also an error, which the writer reports.
process.on('SIGXFSZ', () => {});

/**
 * Locks `path`, which is to be written, among all processes that use this function; its folder must exist. A process that dies without
 * unlocking holds its lock for half a minute more. One that ends itself, with `process.exit`, never does: the lock is taken in
 * one step, so that there is no moment at which it is there and nobody knows whose it is.
 *
 * @returns a function that unlocks; undefined if another process holds the lock
 * @throws UnwritableFileError
 */
export async function tryLock(path: string): Promise<(() => Promise<void>) | undefined> {
  try {
    const release = lockSync(path, {
      realpath: false, // the file need not exist
      stale,
      update: stale / 3,
      // After a computer has slept, another process may have its lock. Then both write: whole files, the same whoever writes them; and a job
      // finds its folder replaced.
      onCompromised: () => {},
    });
    return async () => {
      try {
        release();
      } catch (error) {
        // One that was taken over is not ours to release any more.
        if ('syscall' in (error as Error)) removeAgain(`${path}.lock`);
      }
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return undefined;
    throw new UnwritableFileError(`${path}.lock`, error);
  }
}

/** Whether a process holds the lock of `path`, or died within the last half minute while it did. */
export function isLocked(path: string): boolean {
  return checkSync(path, { realpath: false, stale });
}

/** Removes a lock that the disk has refused to remove. If it does so again, the lock is void in half a minute. */
function removeAgain(lock: string): void {
  try {
    rmdirSync(lock);
  } catch {}
}
