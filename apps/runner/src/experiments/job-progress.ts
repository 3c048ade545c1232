import type { Store } from '../storage/store';

/** What the store holds of a job, in a word for a plan; undefined if there is nothing. */
export type JobProgressOf = (key: string) => string | undefined;

/** Looks up how far the jobs below a folder of the store are. Nothing is read but names, so another configuration's results count, too. */
export async function jobProgress(store: Store, folder: string): Promise<JobProgressOf> {
  const keys = await store.list(folder);
  const has = (start: string) => keys.some((key) => key.startsWith(start));
  return (job) => {
    if (has(`${job}/metrics.json`)) return 'finished';
    if (has(`${job}/checkpoint/`)) return 'goes on from a checkpoint';
    return has(`${job}/config.json`) ? 'unfinished, starts anew' : undefined;
  };
}
