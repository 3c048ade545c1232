import { setTimeout as wait } from 'node:timers/promises';
import { lock } from 'proper-lockfile';

const ASK_AGAIN_MS = 200;
/** After this time without a sign of life, the process that holds the lock counts as dead. */
const STALE_MS = 30_000;

/**
 * Runs `work` while no other process, and no other call here, works on `path`; waits for them first. The lock, a
 * folder `<path>.lock`, is void when the process that made it has died. A process that loses it by sleeping for long continues;
 * the checksum shows whether the file is whole.
 *
 * @throws The signal's reason, where it ends the wait.
 */
export async function holdingLock(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<void>,
): Promise<void> {
  const release = await acquire(path, signal);
  try {
    await work();
  } finally {
    await release();
  }
}

async function acquire(path: string, signal: AbortSignal | undefined): Promise<() => Promise<void>> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await lock(path, { realpath: false, stale: STALE_MS, onCompromised: () => {} });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error;
    }
    await wait(ASK_AGAIN_MS, undefined, { signal }).catch(() => {});
  }
}
