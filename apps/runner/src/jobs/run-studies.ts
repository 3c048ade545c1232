import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type EventStream, formatNumber } from '@exmodel/loggers';
import type { ExperimentConfig } from '../config/schema';
import type { StrategyConfig } from '../config/strategy-config';
import type { Executor, JobOutcome } from '../executors/executor';
import { jobIdentity } from '../pipeline/job-identity';
import { FolderTakenError, finishedMetrics } from '../results/job-folder';
import type { Metrics } from '../results/metrics-file';
import type { StudyResult } from '../results/study-result';
import { writeWhole } from '../results/write-whole';
import { bestConfigYaml } from './best-config';
import { chooseBest, configuredMetric, pointText } from './choose-best';
import type { Job } from './job';
import { assessmentJobs, type Candidate, planStudies, type Study } from './study';

export interface StudiesOptions {
  readonly config: ExperimentConfig & { readonly name: string };
  /** What to run; without it, a study for each strategy of `config`. */
  readonly studies?: readonly Study[];
  /** Name of the backend. */
  readonly backend: string;
  readonly events: EventStream;
  readonly executor: Executor;
  /** Run again what is finished already. */
  readonly fresh: boolean;
}

export interface ExperimentResult {
  /** In their order; a study without a finished run has none. */
  readonly studies: readonly StudyResult[];
  /** Names of the jobs that failed. */
  readonly failed: readonly string[];
}

/**
 * Runs an experiment: for every study the candidates of its grid, then the best of them as often as it is to be assessed.
 * Jobs that are finished already are not run again.
 *
 * @throws FolderTakenError where a folder holds something else, before anything runs
 */
export async function runStudies(options: StudiesOptions): Promise<ExperimentResult> {
  const { config, studies = planStudies(config), backend, events } = options;
  studies.forEach(refuseMixture);
  events.emit({
    type: 'run',
    name: config.name,
    jobs: studies.flatMap(({ candidates, assessments }) =>
      [...candidates, ...assessments].map(({ name }) => name),
    ),
    backend,
    seed: config.seed,
  });
  const candidates = studies.flatMap((study) => study.candidates);
  const settled = studies.filter((study) => study.candidates.length === 0);
  // A folder that is taken shall show before hours are spent.
  for (const job of [...candidates, ...settled.flatMap((study) => assessmentJobs(study, study.config))]) {
    finished(job, options);
  }

  const tried = await runAll(candidates, options);
  const assessed = await runAll(
    studies.flatMap((study) => {
      const best = study.candidates.length === 0 ? study.config : choose(study, tried, options);
      return best === undefined ? [] : assessmentJobs(study, best);
    }),
    options,
  );
  return {
    studies: studies.map(({ name: study, assessments }) => ({
      name: study,
      runs: assessments.flatMap(({ name }) =>
        assessed.flatMap((outcome) =>
          outcome.job.name === name && 'metrics' in outcome ? [outcome.metrics] : [],
        ),
      ),
    })),
    failed: [...tried, ...assessed].flatMap((outcome) => ('failure' in outcome ? [outcome.job.name] : [])),
  };
}

/** A study's folder is a job's or holds jobs' folders; never both. */
function refuseMixture({ plain, folder }: Study): void {
  if (plain || !existsSync(join(folder, 'config.json'))) return;
  throw new FolderTakenError(
    folder,
    'results of a run without grid and assess_runs',
    'Choose another folder with --set name=ANOTHER-NAME, or move them away.',
  );
}

/** Runs what is not finished; says of what is. */
async function runAll<J extends Job>(jobs: readonly J[], options: StudiesOptions): Promise<JobOutcome<J>[]> {
  const earlier = new Map(jobs.map((job) => [job, finished(job, options)]));
  for (const [{ name }, metrics] of earlier) {
    if (metrics === undefined) continue;
    const detail = 'finished earlier; --fresh runs it again';
    options.events.emit({ type: 'job', job: name, state: 'skipped', detail });
  }
  const ran = await options.executor.run(jobs.filter((job) => earlier.get(job) === undefined));
  return jobs.flatMap((job): JobOutcome<J>[] => {
    const metrics = earlier.get(job);
    return metrics === undefined ? ran.filter((outcome) => outcome.job === job) : [{ job, metrics }];
  });
}

function finished({ folder, config }: Job, { backend, fresh }: StudiesOptions): Metrics | undefined {
  return finishedMetrics(folder, jobIdentity(config, backend), fresh);
}

/** The configuration to assess, written to `best_config.yaml` too; undefined where not all candidates could be tried. */
function choose(
  study: Study,
  outcomes: readonly JobOutcome<Candidate>[],
  { config, events }: StudiesOptions,
): StrategyConfig | undefined {
  const own = outcomes.filter(({ job }) => study.candidates.includes(job));
  const failed = own.flatMap((outcome) => ('failure' in outcome ? [outcome.job.name] : []));
  if (failed.length > 0) {
    const text = `${study.name} is not assessed: ${failed.join(', ')} failed`;
    events.emit({ type: 'message', level: 'error', text });
    return undefined;
  }
  const metric = configuredMetric(config);
  const choice = chooseBest(
    own.flatMap((outcome) => ('metrics' in outcome ? [outcome] : [])),
    metric,
  );
  for (const { name } of choice.unmeasured) {
    const text = `${name} has no number for ${metric.name} and is left out of the choice`;
    events.emit({ type: 'message', level: 'warning', text });
  }
  writeWhole(join(study.folder, 'best_config.yaml'), bestConfigYaml(config, study, choice));
  const value = formatNumber(choice.value, 4);
  const text = `${choice.best.name} is the best of ${own.length} by ${metric.name} ${value}: ${pointText(choice.best)}`;
  events.emit({ type: 'message', level: 'info', text });
  return choice.best.config;
}
