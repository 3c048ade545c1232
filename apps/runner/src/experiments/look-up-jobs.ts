import type { JobConfig } from '../config/strategy-config';
import type { SelectionMetric } from '../reports/selection-metric';
import type { Job } from '../runs/job';
import { earlierMetrics } from '../runs/job-identity';
import { checkpointsOf } from '../storage/checkpoints';
import type { FolderStore } from '../storage/folder-store';
import { FolderTakenError, lockOf } from '../storage/job-folder';
import { logEnd } from '../storage/log-end';
import type { Metrics } from '../storage/metrics-file';
import { isLocked } from '../storage/try-lock';
import { chooseBest, NothingToChooseError, pointText, type Tried } from './choose-best';
import { mixture } from './mixture';
import { assessmentJobs, configAt, type Series } from './series';

/**
 * How far a planned job is.
 *
 * - `resumable`: it was stopped and goes on from a checkpoint; `interrupted`: it was stopped and starts anew
 * - `unchosen`: its values are not chosen yet
 * - `taken`: its folder holds something else
 */
export type JobState =
  | 'finished'
  | 'diverged'
  | 'running'
  | 'resumable'
  | 'interrupted'
  | 'pending'
  | 'unchosen'
  | 'taken';

/** A job of a plan, as the store knows it. */
export interface PlannedJob {
  /** Of its series. */
  readonly series: string;
  readonly name: string;
  readonly key: string;
  readonly seed: number;
  /** Without the values of the best point, if these are not chosen. */
  readonly config: JobConfig;
  /** The point of the grid that it tries: `lr 0.1`. */
  readonly point?: string;
  readonly state: JobState;
  /** How far it is, if it is running or goes on: `expert 2 of 5, distillation 120/3000`. */
  readonly progress?: string;
  /** 0 … 1, the part of its experiences that it has learned, if it is running or goes on. */
  readonly share?: number;
  /** How long it took, if it is finished. */
  readonly seconds?: number;
  /** What its folder holds, if it is taken. */
  readonly reason?: string;
}

/**
 * Looks up how far the jobs of a plan are. Nothing is computed or written.
 *
 * @param metric by which the best point of a grid is chosen
 * @param backend name of the backend that would run them
 */
export async function lookUpJobs(
  metric: SelectionMetric,
  planned: readonly Series[],
  backend: string,
  store: FolderStore,
): Promise<PlannedJob[]> {
  const found: PlannedJob[] = [];
  for (const series of planned) {
    const { name: own, candidates } = series;
    const tried: Tried[] = [];
    const mixed = await mixture(series, store);
    const look = (job: Job) =>
      mixed === undefined ? stateOf(job, backend, store) : { state: 'taken' as const, reason: mixed.held };
    for (const job of candidates) {
      const { metrics, ...state }: Found = await look(job);
      if (metrics !== undefined) tried.push({ job, metrics });
      found.push({ series: own, ...about(job), point: pointText(job), ...state });
    }
    const config = candidates.length === 0 ? series.config : bestConfig(series, tried, metric);
    for (const job of assessmentJobs(series, config ?? series.config)) {
      const { metrics: _, ...state }: Found =
        config === undefined && mixed === undefined ? { state: 'unchosen' } : await look(job);
      found.push({ series: own, ...about(job), ...state });
    }
  }
  return found;
}

const about = ({ name, key, config }: Job) => ({ name, key, seed: config.seed, config });

/** The configuration of the best candidate, once all are finished and one of them has a number. */
function bestConfig(series: Series, tried: readonly Tried[], metric: SelectionMetric): JobConfig | undefined {
  if (tried.length < series.candidates.length) return undefined;
  try {
    return configAt(series, chooseBest(tried, metric).best);
  } catch (error) {
    if (error instanceof NothingToChooseError) return undefined;
    throw error;
  }
}

type Found = Pick<PlannedJob, 'state' | 'progress' | 'share' | 'seconds' | 'reason'> & {
  readonly metrics?: Metrics;
};

async function stateOf(job: Job, backend: string, store: FolderStore): Promise<Found> {
  const { key } = job;
  try {
    const metrics = await earlierMetrics(store, job, backend, false);
    if (metrics !== undefined) {
      const { diverged, times } = metrics;
      return { metrics, state: diverged ? 'diverged' : 'finished', seconds: times.total };
    }
  } catch (error) {
    if (!(error instanceof FolderTakenError)) throw error;
    return { state: 'taken', reason: error.held };
  }
  const { progress, share } = logEnd(store.pathOf(key));
  const at = progress === undefined ? {} : { progress, share };
  if (isLocked(store.pathOf(lockOf(key)))) return { state: 'running', ...at };
  if ((await store.list(checkpointsOf(key))).length > 0) return { state: 'resumable', ...at };
  return { state: (await store.list(key)).length > 0 ? 'interrupted' : 'pending' };
}

/** A state in words; nothing to say of a job that has not begun. */
export function stateText({ state, progress, reason }: PlannedJob): string | undefined {
  switch (state) {
    case 'finished':
    case 'diverged':
      return state;
    case 'running':
      return progress === undefined ? 'running now' : `running now: ${progress}`;
    case 'resumable':
      return `goes on from a checkpoint${progress === undefined ? '' : ` at or before ${progress}`}`;
    case 'interrupted':
      return 'unfinished, starts anew';
    case 'taken':
      return `cannot run: its folder holds ${reason}`;
    case 'pending':
    case 'unchosen':
      return undefined;
    default:
      return state satisfies never;
  }
}
