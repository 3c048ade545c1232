import { excerpt } from '../config/excerpt';
import { FolderTakenError } from '../storage/job-folder';
import { placeOf, type Store } from '../storage/store';
import type { Series } from './series';

/** The folder of a series is either a job's or contains jobs' folders, never both: the error where it would be. */
export async function mixture({ plain, key }: Series, store: Store): Promise<FolderTakenError | undefined> {
  const isJobs = (await store.read(`${key}/config.json`)) !== undefined;
  const jobsBelow = plain && !isJobs ? await jobsIn(key, store) : [];
  if (plain ? jobsBelow.length === 0 : !isJobs) return undefined;
  const [held, advice] = plain
    ? [
        `results of a run with grid, seeds or assess_runs (${excerpt(jobsBelow.join(', '), 200)})`,
        ' To go on with them, give these keys as before.',
      ]
    : ['results of a run without grid, seeds and assess_runs', ''];
  return new FolderTakenError(
    placeOf(store, key),
    held,
    `Choose another folder with --set name=ANOTHER-NAME, or move them away.${advice}`,
  );
}

/** The names of the jobs whose folders are in that of a series. */
async function jobsIn(key: string, store: Store): Promise<string[]> {
  const files = await store.list(key);
  return files.flatMap(
    (file) => /^((?:SEED|ASSESS|VAL)\d+)\/config\.json$/.exec(file.slice(key.length + 1))?.[1] ?? [],
  );
}
