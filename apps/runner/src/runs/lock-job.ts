import { posix } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EventStream } from '@exmodel/loggers';
import type { FolderStore } from '../storage/folder-store';
import { tryLock } from '../storage/try-lock';
import type { Job } from './job';

export interface JobLock {
  /** Whether another process held it at first: it may have finished the job. */
  readonly waited: boolean;
  unlock(): Promise<void>;
}

/** Waits until no other process runs this job, and keeps others from running it until `unlock`. The folder above the job's must exist. */
export async function lockJob(job: Job, store: FolderStore, events: EventStream): Promise<JobLock> {
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

/** Beside the job's folder, which is emptied; hidden, because it is no result. */
function lockPath({ key }: Job, store: FolderStore): string {
  return store.pathOf(posix.join(posix.dirname(key), `.${posix.basename(key)}`));
}
