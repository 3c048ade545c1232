import { Argument } from 'commander';
import { type FoundJob, findJobs } from '../../storage/find-jobs';
import { asCallerWrites, fromCallersFolder } from './callers-folder';

/** There is no job in the given folder. */
class NoJobsError extends Error {
  override readonly name = 'NoJobsError';
}

/** The folder whose jobs a command is about. */
export function runArgument(): Argument {
  return new Argument('[run]', 'folder of runs: runs, runs/quickstart, runs/quickstart/replay_ed').default(
    'runs',
  );
}

/**
 * The jobs that have begun in a folder and below it.
 *
 * @param run as the user wrote it
 * @throws NoJobsError
 */
export async function begunJobs(run: string): Promise<FoundJob[]> {
  const jobs = await findJobs(fromCallersFolder(run), asCallerWrites);
  if (jobs.length > 0) return jobs;
  throw new NoJobsError(
    `${run}: no job has begun there. Expected a folder of results, such as runs/quickstart. ` +
      'Give another folder, or see what is to be done with: exmodel plan FILE',
  );
}
