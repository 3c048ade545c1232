import { lock } from 'proper-lockfile';

const stale = 30_000; // milliseconds

// proper-lockfile listens for every signal that may end a process, and ends it if there is no other listener. A write beyond the
// limit on file sizes raises such a signal, and also an error, which the writer reports.
process.on('SIGXFSZ', () => {});

/**
 * Locks `path`, which is to be written, among all processes that use this function; its folder must exist. A process that dies without
 * unlocking holds its lock for half a minute more.
 *
 * @returns a function that unlocks; undefined if another process holds the lock
 */
export async function tryLock(path: string): Promise<(() => Promise<void>) | undefined> {
  try {
    const release = await lock(path, {
      realpath: false, // the file need not exist
      stale,
      update: stale / 3,
      // After a computer has slept, another process may have its lock: then both write, whole files with the same content.
      onCompromised: () => {},
    });
    // A lock that was taken over is not ours to release any more.
    return () => release().catch(() => {});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return undefined;
    throw error;
  }
}
