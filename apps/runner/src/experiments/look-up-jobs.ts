import { earlierMetrics } from '../runs/job-identity';
import { checkpointsOf } from '../storage/checkpoints';
import type { FolderStore } from '../storage/folder-store';
import { FolderTakenError, lockOf } from '../storage/job-folder';
import type { Metrics } from '../storage/metrics-file';
import { isLocked } from '../storage/try-lock';
import { chooseBest, configuredMetric, NothingToChooseError, pointText } from './choose-best';
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
  /** The point of the grid that it tries: `lr 0.1`. */
  readonly point?: string;
  readonly state: JobState;
  /** How long it took, if it is finished. */
  readonly seconds?: number;
  /** What its folder holds, if it is taken. */
  readonly reason?: string;
}

/**
 * Looks up how far the jobs of a plan are. Nothing is computed or written.
 *
 * @param backend name of the backend that would run them
 */
export async function lookUpJobs(
  config: { readonly metric_name: string },
  planned: readonly Series[],
  backend: string,
  store: FolderStore,
): Promise<PlannedJob[]> {
  const found: PlannedJob[] = [];
  for (const series of planned) {
    const metrics = new Map<string, Metrics>();
    const jobs = [...series.candidates, ...assessmentJobs(series, series.config)];
    for (const { name, key, config: own } of jobs) {
      const candidate = series.candidates.find((each) => each.key === key);
      const chosen =
        candidate !== undefined || series.candidates.length === 0 ? {} : chosenPoint(series, metrics, config);
      const point = candidate && { point: pointText(candidate) };
      const about = { series: series.name, name, key, seed: own.seed, ...point };
      if (chosen === undefined) {
        found.push({ ...about, state: 'unchosen' });
        continue;
      }
      const state = await stateOf({ key, config: { ...own, ...chosen } }, backend, store);
      if ('metrics' in state) {
        metrics.set(key, state.metrics);
        const { diverged, times } = state.metrics;
        found.push({ ...about, state: diverged ? 'diverged' : 'finished', seconds: times.total });
      } else found.push({ ...about, ...state });
    }
  }
  return found;
}

/** The best point of a series, once all its candidates are finished and one of them has a number. */
function chosenPoint(
  series: Series,
  metrics: ReadonlyMap<string, Metrics>,
  config: { readonly metric_name: string },
): object | undefined {
  const tried = series.candidates.flatMap((job) => {
    const own = metrics.get(job.key);
    return own === undefined ? [] : [{ job, metrics: own }];
  });
  if (tried.length < series.candidates.length) return undefined;
  try {
    const { best } = chooseBest(tried, configuredMetric(config));
    const { seed: _, ...values } = configAt(series, best);
    return values;
  } catch (error) {
    if (error instanceof NothingToChooseError) return undefined;
    throw error;
  }
}

async function stateOf(
  job: Parameters<typeof earlierMetrics>[1],
  backend: string,
  store: FolderStore,
): Promise<{ readonly metrics: Metrics } | Pick<PlannedJob, 'state' | 'reason'>> {
  const { key } = job;
  try {
    const metrics = await earlierMetrics(store, job, backend, false);
    if (metrics !== undefined) return { metrics };
  } catch (error) {
    if (!(error instanceof FolderTakenError)) throw error;
    return { state: 'taken', reason: error.held };
  }
  if (isLocked(store.pathOf(lockOf(key)))) return { state: 'running' };
  if ((await store.list(checkpointsOf(key))).length > 0) return { state: 'resumable' };
  return { state: (await store.list(key)).length > 0 ? 'interrupted' : 'pending' };
}

/** A state in words; nothing to say of a job that has not begun. */
export function stateText({ state, reason }: PlannedJob): string | undefined {
  switch (state) {
    case 'finished':
    case 'diverged':
      return state;
    case 'running':
      return 'running now';
    case 'resumable':
      return 'goes on from a checkpoint';
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
