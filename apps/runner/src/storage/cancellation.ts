import { posix } from 'node:path';
import type { Store } from './store';

/**
 * The wish that the jobs in a folder and below it end, as a file in the store, so that processes on all machines hear of it. It holds until
 * a command is given that runs these jobs again.
 */
export const wishName = '.cancelled';

const wishOf = (folder: string) => posix.join(folder, wishName);

/** How often processes look for it, in milliseconds. */
export const cancellationInterval = 1000;

/** Somebody asked for the end of this job. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';

  constructor() {
    super(
      'cancelled with exmodel cancel. What it had reached is kept: the command that runs it goes on there.',
    );
  }
}

/**
 * Wishes that all jobs in a folder and below it end.
 *
 * @param folder its key; '' for all of the store
 * @throws UnwritableFileError
 */
export async function cancelJobs(store: Store, folder: string): Promise<void> {
  await store.writeWhole(wishOf(folder), '');
}

/**
 * Whether a job is to end.
 *
 * @throws UnreadableFileError
 */
export async function isCancelled(store: Store, job: string): Promise<boolean> {
  return (await cancelledAmong(store, [job])).size > 0;
}

/**
 * Those of these jobs that are to end.
 *
 * @throws UnreadableFileError
 */
export async function cancelledAmong(store: Store, jobs: readonly string[]): Promise<ReadonlySet<string>> {
  const wished = new Set<string>();
  for (const folder of new Set(jobs.flatMap(foldersOf)))
    if ((await store.read(wishOf(folder))) !== undefined) wished.add(folder);
  return new Set(jobs.filter((job) => foldersOf(job).some((folder) => wished.has(folder))));
}

/** Takes all wishes back that concern these jobs: they are to run again. */
export async function withdrawCancellation(store: Store, jobs: readonly string[]): Promise<void> {
  for (const folder of new Set(jobs.flatMap(foldersOf)))
    if ((await store.read(wishOf(folder))) !== undefined) await store.remove(wishOf(folder));
}

/** `quickstart/replay_ed`, `quickstart` and '', for `quickstart/replay_ed`. */
function foldersOf(job: string): string[] {
  const parts = job.split('/');
  return Array.from({ length: parts.length + 1 }, (_, i) => parts.slice(0, parts.length - i).join('/'));
}
