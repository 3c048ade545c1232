import type { Command } from 'commander';
import { terminal } from '../reports/renderers/terminal';
import { statusReport } from '../reports/status-report';
import { begunJobs, runArgument } from './shared/begun-jobs';

export function defineStatus(command: Command): void {
  command.addArgument(runArgument()).option('--json', 'print it as JSON').action(status);
}

/**
 * `exmodel status [RUN]`: what became of the jobs in a folder, from its files alone.
 *
 * @throws NoJobsError
 */
async function status(run: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const jobs = await begunJobs(run);
  console.log(json ? JSON.stringify(jobs, null, 2) : terminal.render(statusReport(jobs)));
}
