import { basename, dirname, join } from 'node:path';
import { checkpointsOf } from './checkpoints';
import { type FolderStore, folderStore } from './folder-store';
import { lockOf } from './job-folder';
import { logEnd } from './log-end';
import { type Metrics, MetricsFileError, readMetrics } from './metrics-file';
import { lockHolder } from './try-lock';

/**
 * What became of a job, as its folder says.
 *
 * - `failed`: its log ends with an error; `cancelled`: somebody asked for its end; `stopped`: it was killed or interrupted
 * - `unreadable`: its `metrics.json` is not what this version writes
 */
export type FoundState =
  | 'finished'
  | 'diverged'
  | 'running'
  | 'failed'
  | 'cancelled'
  | 'stopped'
  | 'unreadable';

/** A job that has begun: a folder with a `config.json`. */
export interface FoundJob {
  /** As the user would write it. */
  readonly folder: string;
  readonly state: FoundState;
  /** Of a running job: where it runs, if that is known. */
  readonly host?: string;
  /** What its log says last: `expert 2 of 5, distillation 120/3000`, or why it failed. */
  readonly last?: string;
  /** When its log was written last, in ISO 8601. */
  readonly time?: string;
  /** Of a job that is stopped, cancelled or has failed: whether it goes on from a checkpoint. */
  readonly checkpoint?: boolean;
  /** 0 … 1, of a finished job; null if it was not measured. */
  readonly accuracy?: number | null;
  /** Whether the accuracy is of validation images: the job tried a point of a grid. */
  readonly onValidation?: true;
  /** How long a finished job took. */
  readonly seconds?: number;
}

/**
 * Finds all jobs that have begun in a folder and below it, in the order of their names, from their files alone: other processes may be
 * running them.
 *
 * @param path absolute: `runs`, `runs/quickstart`, `runs/quickstart/replay_ed`
 * @param shownAs how a folder is written
 * @throws UnreadableFileError
 */
export async function findJobs(path: string, shownAs: (folder: string) => string): Promise<FoundJob[]> {
  const store = folderStore(dirname(path));
  const identity = '/config.json';
  const jobs = (await store.list(basename(path))).flatMap((key) =>
    key.endsWith(identity) ? [key.slice(0, -identity.length)] : [],
  );
  return Promise.all(
    jobs.map(async (job) => ({
      folder: shownAs(join(store.location, job)),
      ...(await stateOf(store, job)),
    })),
  );
}

async function stateOf(store: FolderStore, job: string): Promise<Omit<FoundJob, 'folder'>> {
  let metrics: Metrics | undefined;
  try {
    metrics = await readMetrics(store, job);
  } catch (error) {
    if (!(error instanceof MetricsFileError)) throw error;
    return { state: 'unreadable', last: `metrics.json ${error.fault}` };
  }
  if (metrics !== undefined) {
    const { diverged, accuracy, times, config } = metrics;
    const state = diverged ? 'diverged' : 'finished';
    const onValidation = config.measured_on === 'validation_images' && ({ onValidation: true } as const);
    return { state, accuracy, ...onValidation, seconds: times.total, time: times.finishedAt };
  }
  const { time, end, progress } = logEnd(store.pathOf(job));
  const when = time === undefined ? {} : { time };
  const holder = lockHolder(store.pathOf(lockOf(job)));
  if (holder !== undefined) {
    const host = holder === 'unknown' ? {} : { host: holder.host };
    return { state: 'running', ...host, ...when, ...(progress !== undefined && { last: progress }) };
  }
  const last = end?.state === 'failed' ? end.reason : progress;
  return {
    state: end?.state ?? 'stopped',
    ...when,
    ...(last !== undefined && { last }),
    checkpoint: (await store.list(checkpointsOf(job))).length > 0,
  };
}
