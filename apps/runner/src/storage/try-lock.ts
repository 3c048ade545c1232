import { lock } from 'proper-lockfile';

const stale = 30_000; // milliseconds

// proper-lockfile watches every signal by which a process may end, and ends it if nobody else listens. A write beyond a limit on
// the size of files brings such a signal, and an error of its own, which is for the writer to report.
process.on('SIGXFSZ', () => {});

/**
 * Locks what will be written to `path`, among all processes that ask; its folder must exist. A process that dies without
 * unlocking holds its lock for half a minute more.
 *
 * @returns a function that unlocks; undefined where another process holds the lock
 */
export async function tryLock(path: string): Promise<(() => Promise<void>) | undefined> {
  try {
    const release = await lock(path, {
      realpath: false, // the file need not exist
      stale,
      update: stale / 3,
      // A computer that slept may find its lock taken over: then both write, whole files of the same content.
      onCompromised: () => {},
    });
    // A lock that was taken over is not ours to release any more.
    return () => release().catch(() => {});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return undefined;
    throw error;
  }
}
