import { runSeeds } from '../config/run-seeds';
import type { ExperimentConfig } from '../config/schema';
import { type JobConfig, jobConfig, strategyConfig } from '../config/strategy-config';
import type { Job } from '../runs/job';

import { type GridPoint, gridPoints } from './grid-points';

/** A job that tries one point of a grid. */
export interface Candidate extends Job {
  readonly point: GridPoint;
}

/**
 * All jobs of one strategy of an experiment: every point of the grid is tried on run 0, then the best is run several times.
 * Or all jobs of one variant of a study, which is only run several times.
 */
export interface Series {
  /** Name of the strategy or variant. */
  readonly name: string;
  /** Key of the folder of all its results in the store; the folder of its only job, if the series is `plain`. */
  readonly key: string;
  /** The candidates to choose from; empty if there is nothing to choose. */
  readonly candidates: readonly Candidate[];
  /** The configuration to assess if there is nothing to choose. */
  readonly config: JobConfig;
  /** The runs that assess the chosen configuration. */
  readonly assessments: readonly Assessment[];
  /** Whether it is a single job, in the folder of the series itself. */
  readonly plain: boolean;
}

export interface Assessment {
  readonly name: string;
  readonly key: string;
  readonly seed: number;
}

/** Plans an experiment: a series for each of its strategies, in their order. */
export function planSeries(config: ExperimentConfig & { readonly name: string }): Series[] {
  return [config.strategy].flat().map((strategy) => {
    const key = `${config.name}/${strategy}`;
    const own = jobConfig(strategyConfig(config, strategy));
    const { grid, assess_runs } = config;
    const plain = grid === undefined && assess_runs === undefined;
    const place = (name: string) => ({ name: `${strategy}/${name}`, key: `${key}/${name}` });

    const points = gridPoints(grid ?? {});
    const candidates = points.map(
      (point, i): Candidate => ({
        ...place(`VAL${i}`),
        config: { ...own, ...point },
        point,
      }),
    );
    const [only] = candidates;
    return {
      name: strategy,
      key,
      plain,
      candidates: candidates.length > 1 ? candidates : [],
      config: only?.config ?? own,
      assessments: plain
        ? [{ name: strategy, key, seed: config.seed }]
        : runSeeds.slice(0, assess_runs ?? 1).map((seed, i) => ({ ...place(`ASSESS${i}`), seed })),
    };
  });
}

/** The jobs that assess `config`. */
export function assessmentJobs({ assessments }: Series, config: JobConfig): Job[] {
  return assessments.map(({ name, key, seed }) => ({ name, key, config: { ...config, seed } }));
}
