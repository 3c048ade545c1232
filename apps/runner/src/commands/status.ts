import type { Command } from 'commander';
import { terminal } from '../reports/renderers/terminal';
import { statusReport } from '../reports/status-report';
import { findJobs } from '../storage/find-jobs';
import { asCallerWrites, fromCallersFolder } from './shared/callers-folder';

/** There is no job in the given folder. */
export class NoJobsError extends Error {
  override readonly name = 'NoJobsError';
}

export function defineStatus(command: Command): void {
  command
    .argument('[run]', 'folder of runs: runs, runs/quickstart, runs/quickstart/replay_ed', 'runs')
    .option('--json', 'print it as JSON')
    .action(status);
}

/**
 * `exmodel status [RUN]`: what became of the jobs in a folder, from its files alone.
 *
 * @throws NoJobsError
 */
async function status(run: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const jobs = await findJobs(fromCallersFolder(run), asCallerWrites);
  if (jobs.length === 0)
    throw new NoJobsError(
      `${run}: no job has begun there. Expected a folder of results, such as runs/quickstart. ` +
        'Give another folder, or see what is to be done with: exmodel plan FILE',
    );
  console.log(json ? JSON.stringify(jobs, null, 2) : terminal.render(statusReport(jobs)));
}
