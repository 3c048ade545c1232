import type { ChosenOn, ExperimentConfig } from '../config/schema';
import { seedsOfRuns } from '../config/seeds-of-runs';
import { type JobConfig, jobConfig, strategyConfig } from '../config/strategy-config';
import { defaultValidationFraction } from '../config/validation';
import type { Job } from '../runs/job';
import type { Chosen } from '../storage/metrics-file';

import { type GridPoint, gridPoints } from './grid-points';

/** A job that tries one point of a grid. */
export interface Candidate extends Job {
  readonly point: GridPoint;
}

/**
 * All jobs of one strategy of an experiment: every point of the grid is tried with the first seed, then the best is run with each.
 * Or all jobs of one variant of a study, which is only run several times.
 */
export interface Series {
  /** Name of the strategy or variant. */
  readonly name: string;
  /** Key of the folder of all its results in the store; the folder of its only job, if the series is `plain`. */
  readonly key: string;
  /** The candidates to choose from; empty if there is nothing to choose. */
  readonly candidates: readonly Candidate[];
  /** The configuration to assess; if there is something to choose, without the values of the best point. */
  readonly config: JobConfig;
  /** The runs that assess the chosen configuration. */
  readonly assessments: readonly Assessment[];
  /** Whether it is a single job, in the folder of the series itself. */
  readonly plain: boolean;
  /** How `config` was chosen, if that was done earlier. */
  readonly chosen?: Chosen | undefined;
}

export interface Assessment {
  readonly name: string;
  readonly key: string;
  readonly seed: number;
}

/** Plans an experiment: a series for each of its strategies, in their order. */
export function planSeries(config: ExperimentConfig & { readonly name: string }): Series[] {
  const { grid, seeds, assess_runs, choose_on } = config;
  const plain = grid === undefined && seeds === undefined && assess_runs === undefined;
  const points = gridPoints(grid ?? {});
  const runSeeds = seedsOfRuns(config);
  const [seed = config.seed] = runSeeds;
  const validation = points.length > 1 ? validationOf(choose_on, config) : { assessed: {}, candidate: {} };
  return [config.strategy].flat().map((strategy) => {
    const key = `${config.name}/${strategy}`;
    const own = { ...jobConfig(strategyConfig(config, strategy)), seed, ...validation.assessed };
    const place = (name: string) => ({ name: `${strategy}/${name}`, key: `${key}/${name}` });
    const candidates = points.map(
      (point, i): Candidate => ({
        ...place(`VAL${i}`),
        config: { ...own, ...point, ...validation.candidate },
        point,
      }),
    );
    const [only] = candidates;
    const isSearched = candidates.length > 1;
    return {
      name: strategy,
      key,
      plain,
      candidates: isSearched ? candidates : [],
      config: isSearched ? own : (only?.config ?? own),
      assessments: plain
        ? [{ name: strategy, key, seed }]
        : runSeeds.map((seed, i) => ({
            ...place(seeds === undefined ? `ASSESS${i}` : `SEED${seed}`),
            seed,
          })),
    };
  });
}

/** What is set for the jobs of a grid, so that its best point is chosen on images that neither candidates nor their experts learn from. */
function validationOf(
  on: ChosenOn,
  { validation_fraction = defaultValidationFraction }: Pick<ExperimentConfig, 'validation_fraction'>,
): { readonly assessed: Partial<JobConfig>; readonly candidate: Partial<JobConfig> } {
  if (on === 'test_images') return { assessed: {}, candidate: {} };
  return { assessed: { validation_fraction }, candidate: { measured_on: 'validation_images' } };
}

/** The configuration that a point of the grid stands for. */
export function configAt({ config }: Series, { point }: Candidate): JobConfig {
  return { ...config, ...point };
}

/** The jobs that assess `config`, and how it was chosen. */
export function assessmentJobs(
  { assessments, chosen: earlier }: Series,
  config: JobConfig,
  chosen = earlier,
): Job[] {
  return assessments.map(({ name, key, seed }) => ({
    ...{ name, key, config: { ...config, seed } },
    ...(chosen && { chosen }),
  }));
}
