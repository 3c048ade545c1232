import { type EventStream, formatNumber } from '@exmodel/loggers';
import type { ExperimentConfig } from '../config/schema';
import { seedsOfRuns } from '../config/seeds-of-runs';
import type { Executor } from '../executors/executor';
import { imagesText } from '../reports/choice-notes';
import { asError, failureReason } from '../reports/failure-text';
import type { SeriesResult } from '../reports/series-result';
import type { Job, JobOutcome } from '../runs/job';
import { earlierMetrics } from '../runs/job-identity';
import { sweepFinished } from '../runs/lock-job';
import type { FolderStore } from '../storage/folder-store';
import { FolderTakenError } from '../storage/job-folder';
import type { Chosen, Metrics } from '../storage/metrics-file';
import { writeLocked } from '../storage/write-locked';
import { bestConfigYaml } from './best-config';
import { chooseBest, configuredMetric, NothingToChooseError, pointText } from './choose-best';
import { mixture } from './mixture';
import { assessmentJobs, type Candidate, configAt, planSeries, type Series } from './series';

export interface SeriesOptions {
  readonly config: ExperimentConfig & { readonly name: string };
  /** What to run; without it, a series for each strategy of `config`. */
  readonly series?: readonly Series[];
  /** Name of the backend. */
  readonly backend: string;
  readonly events: EventStream;
  /** Where results go. */
  readonly store: FolderStore;
  readonly executor: Executor;
  /** Run finished jobs again. */
  readonly fresh: boolean;
  /** Which of the jobs to run; the others are left to other commands. */
  readonly shard?: Shard | undefined;
}

/** One of several equal parts of all jobs, from 1. */
export interface Shard {
  readonly part: number;
  readonly of: number;
}

export interface ExperimentResult {
  /** One for each series, in order; a series of which nothing finished has no runs. */
  readonly results: readonly SeriesResult[];
  /** One for each job that was planned, candidates first. */
  readonly outcomes: readonly JobOutcome[];
}

/**
 * Runs an experiment: for every series the candidates of its grid, then the assessment runs of the best one. Finished jobs are
 * not run again. A job that fails is among the outcomes and does not stop the others.
 *
 * @throws FolderTakenError if the folder of a candidate, or of a job that needs none, contains something else, not only damaged files; before anything runs
 * @throws NothingToChooseError if no candidate of a series has the metric by which to choose; after all others have run
 */
export async function runSeries(options: SeriesOptions): Promise<ExperimentResult> {
  const { config, series: planned = planSeries(config), backend, events } = options;
  for (const series of planned) {
    const mixed = await mixture(series, options.store);
    if (mixed !== undefined) throw mixed;
  }
  events.emit({
    type: 'run',
    name: config.name,
    jobs: planned.flatMap(({ candidates, assessments }) =>
      [...candidates, ...assessments].map(({ name }) => name),
    ),
    backend,
    seed: seedsOfRuns(config)[0] ?? config.seed,
  });
  const candidates = planned.flatMap((series) => series.candidates);
  const withoutChoice = planned.filter((series) => series.candidates.length === 0);
  const fixed = withoutChoice.flatMap((series) => assessmentJobs(series, series.config));
  // A folder that is taken must be found before hours are spent; one that is damaged is a failure of its job.
  for (const job of [...candidates, ...fixed])
    await finished(job, options).catch((error) => {
      if (!(error instanceof FolderTakenError) || !error.isDamaged) throw error;
    });

  const tried = await runAll(candidates, options);
  const assessments: Job[] = [];
  let unchosen: NothingToChooseError | undefined;
  for (const series of planned) {
    try {
      if (series.candidates.length === 0) assessments.push(...assessmentJobs(series, series.config));
      else assessments.push(...(await assessmentsOfBest(series, tried, options)));
    } catch (error) {
      if (!(error instanceof NothingToChooseError)) throw error;
      unchosen ??= error; // The other series are assessed first.
    }
  }
  const assessed = await runAll(assessments, options);
  if (unchosen !== undefined) throw unchosen;
  return {
    results: planned.map((series) => ({
      name: series.name,
      runs: series.assessments.flatMap(({ name }) =>
        assessed.flatMap((outcome) =>
          outcome.job.name === name && 'metrics' in outcome ? [outcome.metrics] : [],
        ),
      ),
    })),
    outcomes: [...tried, ...assessed],
  };
}

/** Runs the pending jobs; reports the finished ones as skipped. One whose folder is taken or cannot be read is a failure, and the others run. */
async function runAll<J extends Job>(jobs: readonly J[], options: SeriesOptions): Promise<JobOutcome<J>[]> {
  const earlier = new Map<J, Metrics | undefined>();
  const taken = new Map<J, Error>();
  for (const job of jobs) {
    try {
      earlier.set(job, await finished(job, options));
    } catch (error) {
      const failure = asError(error);
      taken.set(job, failure);
      options.events.emit({ type: 'job', job: job.name, state: 'failed', detail: failureReason(failure) });
    }
  }
  for (const [job, metrics] of earlier) {
    if (metrics === undefined) continue;
    await sweepFinished(job, options.store);
    const detail = `${metrics.diverged ? 'diverged' : 'finished'} earlier; --fresh runs it again`;
    options.events.emit({ type: 'job', job: job.name, state: 'skipped', detail });
  }
  const { part, of } = options.shard ?? { part: 1, of: 1 };
  const pending = jobs.filter(
    (job, i) => i % of === part - 1 && earlier.get(job) === undefined && !taken.has(job),
  );
  const ran = await options.executor.run(pending);
  return jobs.flatMap((job): JobOutcome<J>[] => {
    const failure = taken.get(job);
    if (failure !== undefined) return [{ job, failure }];
    const metrics = earlier.get(job);
    return metrics === undefined ? ran.filter((outcome) => outcome.job === job) : [{ job, metrics }];
  });
}

function finished(job: Job, { backend, fresh, store }: SeriesOptions): Promise<Metrics | undefined> {
  return earlierMetrics(store, job, backend, fresh);
}

/** The jobs that assess the best candidate, whose configuration is also written to `best_config.yaml`; none if a candidate failed. */
async function assessmentsOfBest(
  series: Series,
  outcomes: readonly JobOutcome<Candidate>[],
  { config, events, store }: SeriesOptions,
): Promise<Job[]> {
  const own = outcomes.filter(({ job }) => series.candidates.includes(job));
  const failed = own.flatMap((outcome) => ('failure' in outcome ? [outcome.job.name] : []));
  if (failed.length > 0) {
    const text = `${series.name} is not assessed: ${failed.join(', ')} failed`;
    events.emit({ type: 'message', level: 'error', text });
    return [];
  }
  const left = series.candidates.length - own.length;
  if (left > 0) {
    const text = `${series.name} is not assessed yet: ${left} of its ${series.candidates.length} candidates belong to other shards. When they are finished, give this command again.`;
    events.emit({ type: 'message', level: 'warning', text });
    return [];
  }
  const metric = configuredMetric(config);
  const choice = chooseBest(
    own.flatMap((outcome) => ('metrics' in outcome ? [outcome] : [])),
    metric,
  );
  for (const { job, metrics } of choice.unmeasured) {
    const lack = metrics.diverged ? 'diverged' : `has no value for ${metric.name}`;
    const text = `${job.name} ${lack} and is not considered`;
    events.emit({ type: 'message', level: 'warning', text });
  }
  await writeLocked(store.pathOf(`${series.key}/best_config.yaml`), bestConfigYaml(config, series, choice));
  const { best, value } = choice;
  const chosen: Chosen = {
    ...{ on: config.choose_on, seed: best.config.seed, by: metric.name, value, candidates: own.length },
  };
  const text = `${best.name} is the best of ${own.length} by ${metric.name} ${formatNumber(value, 4)} on ${imagesText(chosen)}: ${pointText(best)}`;
  events.emit({ type: 'message', level: 'info', text });
  return assessmentJobs(series, configAt(series, best), chosen);
}
