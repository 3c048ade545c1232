import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EventStream } from '@exmodel/loggers';
import { checkpointsOf, removeCheckpoints } from '../storage/checkpoints';
import { discard } from '../storage/discard';
import type { FolderStore } from '../storage/folder-store';
import type { Halt } from '../storage/halt';
import { lockOf } from '../storage/job-folder';
import { sweep, unfinishedBelow } from '../storage/leftovers';
import type { Metrics } from '../storage/metrics-file';
import { tryLock } from '../storage/try-lock';
import type { Job } from './job';

/** Lets other processes run the job. */
export type Unlock = () => Promise<void>;

/**
 * Keeps other processes from running this job until `unlock`. The folder above the job's must exist; the locks that dead processes left
 * in it are removed.
 *
 * @returns undefined if another process runs it
 * @throws UnwritableFileError
 */
export async function tryLockJob(job: Job, store: FolderStore): Promise<Unlock | undefined> {
  await sweep(folderAbove(job, store));
  return tryLock(lockPath(job, store));
}

/** Does the same once no other process runs the job. */
export async function lockJob(
  job: Job,
  store: FolderStore,
  events: EventStream,
  halt: Halt,
): Promise<Unlock> {
  let unlock = await tryLockJob(job, store);
  for (let told = false; ; told = true) {
    if (unlock !== undefined) return unlock;
    if (!told) {
      events.emit({ type: 'message', level: 'warning', text: waitingText(job, store) });
    }
    await halt.pass();
    await setTimeout(300);
    unlock = await tryLock(lockPath(job, store));
  }
}

/** What is said of a job that another process runs, when there is nothing else to do. */
export function waitingText({ name, key }: Job, store: FolderStore): string {
  return `${name} is being run by another process, which writes to ${store.pathOf(key)}; waiting for it to end. One that was killed on another machine is waited for up to half a minute.`;
}

/** What is said of a job that another process has run. */
export function doneElsewhere({ diverged }: Pick<Metrics, 'diverged'>): string {
  return diverged ? 'diverged in another process' : 'finished by another process';
}

/** Removes what was left of a finished job by processes that died just before or after it was: it is not run again, which would remove it. */
export async function sweepFinished(job: Job, store: FolderStore): Promise<void> {
  await sweep(folderAbove(job, store));
  const left = unfinishedBelow(store.pathOf(job.key));
  const checkpoints = existsSync(store.pathOf(checkpointsOf(job.key))); // Perhaps an empty folder.
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

function lockPath({ key }: Job, store: FolderStore): string {
  return store.pathOf(lockOf(key));
}
