import { posix } from 'node:path';
import type { Store } from './store';

/**
 * A request to cancel the jobs in a folder and below it, as a file in the store, so that processes on all machines find it. It holds until
 * a command is given that runs these jobs again.
 */
export const requestName = '.cancelled';

const requestOf = (folder: string) => posix.join(folder, requestName);

/** How often processes look for it, in milliseconds. */
export const cancellationInterval = 1000;

/** Somebody asked for the end of this job. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';

  constructor() {
    super('cancelled with exmodel cancel. Its state is kept: the same command resumes it.');
  }
}

/**
 * Asks all jobs in a folder and below it to end.
 *
 * @param folder its key; '' for all of the store
 * @throws UnwritableFileError
 */
export async function cancelJobs(store: Store, folder: string): Promise<void> {
  await store.writeWhole(requestOf(folder), '');
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
  const requested = new Set<string>();
  for (const folder of new Set(jobs.flatMap(foldersOf)))
    if ((await store.read(requestOf(folder))) !== undefined) requested.add(folder);
  return new Set(jobs.filter((job) => foldersOf(job).some((folder) => requested.has(folder))));
}

/** Withdraws all requests that concern these jobs: they are to run again. */
export async function withdrawCancellation(store: Store, jobs: readonly string[]): Promise<void> {
  for (const folder of new Set(jobs.flatMap(foldersOf)))
    if ((await store.read(requestOf(folder))) !== undefined) await store.remove(requestOf(folder));
}

/** `quickstart/replay_ed`, `quickstart` and '', for `quickstart/replay_ed`. */
function foldersOf(job: string): string[] {
  const parts = job.split('/');
  return Array.from({ length: parts.length + 1 }, (_, i) => parts.slice(0, parts.length - i).join('/'));
}
