import { FolderTakenError } from '../storage/job-folder';
import { placeOf, type Store } from '../storage/store';
import type { Series } from './series';

/** The folder of a series is either a job's or contains jobs' folders, never both: the error where it would be. */
export async function mixture({ plain, key }: Series, store: Store): Promise<FolderTakenError | undefined> {
  if (plain || (await store.read(`${key}/config.json`)) === undefined) return undefined;
  return new FolderTakenError(
    placeOf(store, key),
    'results of a run without grid, seeds and assess_runs',
    'Choose another folder with --set name=ANOTHER-NAME, or move them away.',
  );
}
