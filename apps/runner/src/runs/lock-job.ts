import { posix } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EventStream } from '@exmodel/loggers';
import { checkpointsOf, hasCheckpoints, removeCheckpoints } from '../storage/checkpoints';
import type { FolderStore } from '../storage/folder-store';
import { discard, sweep, unfinishedBelow } from '../storage/leftovers';
import { tryLock } from '../storage/try-lock';
import type { Job } from './job';

export interface JobLock {
  /** Whether another process held it at first: it may have finished the job. */
  readonly waited: boolean;
  unlock(): Promise<void>;
}

/**
 * Waits until no other process runs this job, and keeps others from running it until `unlock`. The folder above the job's must exist; the
 * locks that dead processes left in it are removed.
 *
 * @throws UnwritableFileError
 */
export async function lockJob(job: Job, store: FolderStore, events: EventStream): Promise<JobLock> {
  await sweep(folderAbove(job, store));
  const path = lockPath(job, store);
  for (let waited = false; ; waited = true) {
    const unlock = await tryLock(path);
    if (unlock !== undefined) return { waited, unlock };
    if (!waited) {
      const text = `${job.name} is being run by another process, which writes to ${store.pathOf(job.key)}; waiting for it to end. One that was killed is waited for up to half a minute.`;
      events.emit({ type: 'message', level: 'warning', text });
    }
    await setTimeout(300);
  }
}

/** Removes what was left of a finished job by processes that died just before or after it was: it is not run again, which would remove it. */
export async function sweepFinished(job: Job, store: FolderStore): Promise<void> {
  await sweep(folderAbove(job, store));
  const left = unfinishedBelow(store.pathOf(job.key));
  const checkpoints = await hasCheckpoints(store, checkpointsOf(job.key));
  if (left.length === 0 && !checkpoints) return;
  const unlock = await tryLock(lockPath(job, store)).catch(() => undefined);
  if (unlock === undefined) return;
  for (const part of left) discard(part);
  if (checkpoints) await removeCheckpoints(store, checkpointsOf(job.key)).catch(() => {});
  await unlock();
}

function folderAbove({ key }: Job, store: FolderStore): string {
  return store.pathOf(posix.dirname(key));
}

/** Beside the job's folder, which is emptied; hidden, because it is no result. */
function lockPath({ key }: Job, store: FolderStore): string {
  return store.pathOf(posix.join(posix.dirname(key), `.${posix.basename(key)}`));
}
