import { basename, dirname, join, relative, sep } from 'node:path';
import type { Command } from 'commander';
import { chooseBackend } from '../backends/choose-backend';
import { type BackendName, backendNames } from '../backends/registry';
import { jobSchema, sharedDefaults } from '../config/schema';
import { refuseDiverged } from '../experiments/jobs-diverged-error';
import type { Series } from '../experiments/series';
import { isWholeLogdir } from '../experts/unused-experts';
import { terminal } from '../reports/renderers/terminal';
import { seriesReport } from '../reports/series-report';
import type { FoundJob } from '../storage/find-jobs';
import { folderStore } from '../storage/folder-store';
import { type JobIdentity, savedIdentity } from '../storage/job-folder';
import { removeDamagedMetrics } from '../storage/metrics-file';
import { strategies } from '../strategies/registry';
import { begunJobs, runArgument } from './shared/begun-jobs';
import { fromCallersFolder } from './shared/callers-folder';
import { exmodelLine } from './shared/command-line';
import { type ComputeFlags, type Output, runHere } from './shared/run-here';
import { withComputeOptions } from './shared/running-options';

interface RetryFlags extends ComputeFlags {
  readonly dataroot: string;
  readonly json?: boolean;
}

/** A job cannot be run again from its folder alone. */
class RetryError extends Error {
  override readonly name = 'RetryError';
}

export function defineRetry(command: Command, { script }: { readonly script: string }): void {
  withComputeOptions(command)
    .addArgument(runArgument())
    .option('--dataroot <folder>', 'folder of data sets', 'data')
    .option('--json', 'print what became of them as JSON, and nothing else')
    .action((run: string, flags: RetryFlags) => retry(run, flags, script));
}

/**
 * `exmodel retry [RUN]`: runs the jobs in a folder again that have failed or were killed, or the cancelled or unreadable job whose folder it is, from their `config.json` alone; those that have a
 * checkpoint go on from it.
 *
 * @throws NoJobsError, RetryError, JobsFailedError, JobsDivergedError
 */
async function retry(run: string, flags: RetryFlags, script: string): Promise<void> {
  const begun = await begunJobs(run);
  // Somebody wanted a cancelled job to end, and an unreadable one may be more than what is left of it: they are run again only if named.
  const isNamed = ({ folder }: FoundJob) => fromCallersFolder(folder) === fromCallersFolder(run);
  const jobs = begun.filter(
    (job) =>
      ['failed', 'stopped'].includes(job.state) ||
      (['cancelled', 'unreadable'].includes(job.state) && isNamed(job)),
  );
  const output: Output | undefined = flags.json ? { sinks: [], print: () => {} } : undefined;
  if (output === undefined)
    for (const { folder, last } of begun.filter((job) => job.state === 'unreadable' && !isNamed(job)))
      console.log(
        `${folder} cannot be read: ${last}. To run it again, name it: ${exmodelLine(['retry', folder])}`,
      );
  try {
    if (jobs.length > 0) await runAgain(jobs, flags, script, output);
    else if (output === undefined) console.log(`No job in ${run} has failed or was killed.`);
  } finally {
    if (flags.json) {
      const tried = new Set(jobs.map(({ folder }) => folder));
      const now = (await begunJobs(run)).filter(({ folder }) => tried.has(folder));
      console.log(JSON.stringify(now, null, 2));
    }
  }
}

async function runAgain(
  jobs: readonly FoundJob[],
  flags: RetryFlags,
  script: string,
  output: Output | undefined,
): Promise<void> {
  const folders = jobs.map(({ folder }) => fromCallersFolder(folder));
  const logdir = logdirOf(folders[0] ?? '');
  const again = await Promise.all(folders.map((folder) => readJob(folder, logdir)));
  const backends = [...new Set(again.map(({ backend }) => backend))];
  const [backend] = backends;
  if (backend === undefined || backends.length > 1)
    throw new RetryError(
      `these jobs ran on several backends (${backends.join(', ')}). Expected jobs of one. Retry them folder by folder.`,
    );
  const [name = ''] = relative(logdir, folders[0] ?? '').split(sep);
  const config = { ...sharedDefaults, name, logdir, dataroot: fromCallersFolder(flags.dataroot) };
  const table = (results: Parameters<typeof seriesReport>[0]) => terminal.render(seriesReport(results));
  const series = again.map((job) => job.series);
  const store = folderStore(logdir);
  for (const { series } of again) await removeDamagedMetrics(store, series.key);
  const chosen = await chooseBackend(flags.backend ?? backend, flags.threads);
  refuseDiverged(await runHere({ config, series }, chosen, flags, table, script, output));
}

/** The folder of all results that this job's is in: that of the experts. */
function logdirOf(folder: string): string {
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above))
    if (isWholeLogdir(above)) return above;
  throw new RetryError(
    `${folder} is in no folder of results: there are no experts (.experts) above it. Give the command again that ran the job.`,
  );
}

/** @throws RetryError */
async function readJob(
  folder: string,
  logdir: string,
): Promise<{ readonly backend: BackendName; readonly series: Series }> {
  const store = folderStore(dirname(folder));
  const saved = (await savedIdentity(store, basename(folder))) as Partial<JobIdentity> | undefined;
  const { backend: given, revision: _, chosen, ...config } = saved ?? {};
  const read = jobSchema(strategies).omit({ logdir: true, dataroot: true }).safeParse(config);
  const backend = backendNames.find((name) => name === given);
  if (!read.success || backend === undefined)
    throw new RetryError(
      `${join(folder, 'config.json')} is not what this version of exmodel writes. Give the command again that ran the job.`,
    );
  const key = relative(logdir, folder).split(sep).join('/');
  const name = key.split('/').slice(1).join('/') || key;
  const { seed } = read.data;
  return {
    backend,
    series: {
      name,
      key,
      plain: true,
      candidates: [],
      config: read.data,
      assessments: [{ name, key, seed }],
      chosen,
    },
  };
}
