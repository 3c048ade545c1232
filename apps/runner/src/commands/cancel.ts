import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { cancelJobs, cancellationInterval } from '../storage/cancellation';
import type { FoundJob } from '../storage/find-jobs';
import { folderStore } from '../storage/folder-store';
import { haltGrace } from '../storage/halt';
import { begunJobs, runArgument } from './shared/begun-jobs';
import { fromCallersFolder } from './shared/callers-folder';

export function defineCancel(command: Command): void {
  command.addArgument(runArgument()).option('--json', 'print it as JSON').action(cancel);
}

/**
 * `exmodel cancel [RUN]`: asks every process that runs a job in a folder, or is about to, to end it, and waits until they have.
 *
 * @throws NoJobsError
 */
async function cancel(run: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const running = async () => (await begunJobs(run)).filter(({ state }) => state === 'running');
  const before = await running();
  await cancelJobs(folderStore(fromCallersFolder(run)), '');
  let left = before;
  const most = Math.ceil((haltGrace + 2 * cancellationInterval) / cancellationInterval);
  for (let waits = 0; left.length > 0 && waits < most; waits++) {
    await setTimeout(cancellationInterval);
    left = await running();
  }
  const cancelled = before.filter(({ folder }) => left.every((job) => job.folder !== folder));
  if (json) {
    const folders = (jobs: readonly FoundJob[]) => jobs.map(({ folder }) => folder);
    console.log(JSON.stringify({ cancelled: folders(cancelled), running: folders(left) }, null, 2));
    return;
  }
  for (const { folder } of cancelled) console.log(`cancelled: ${folder}`);
  for (const { folder, host = 'an unknown machine' } of left)
    console.log(`still running on ${host}: ${folder}; it ends at its next step`);
  if (before.length === 0) console.log('No job is running there. One that is about to begin will not.');
  console.log('The state of cancelled jobs is kept: the command that ran them resumes them.');
}
