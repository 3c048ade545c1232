import type { ProblemAt } from './config-error';
import { excerpt, quoted } from './excerpt';
import { tooManyJobs } from './job-count';
import { isMetricName, metricNames } from './metric-names';
import { misfittingImages } from './misfitting-images';
import { misfittingSplits } from './misfitting-splits';
import { suggestion } from './nearest';
import { runSeeds } from './run-seeds';
import type { ExperimentConfig } from './schema';
import { seedsOfRuns } from './seeds-of-runs';

/** Keys that registered experts leave nothing to do. */
const howTrained = ['expert_models', 'expert_initialization', 'expert_outputs'] as const;

/** Problems of a configuration whose keys are valid one by one but not together. */
export function contradictions(config: ExperimentConfig): ProblemAt[] {
  const problems: ProblemAt[] = [];
  const { grid = {}, seeds, assess_runs, metric_name, per_strategy, seed } = config;

  if (!isMetricName(metric_name)) {
    problems.push({
      path: ['metric_name'],
      text: () =>
        `unknown metric_name ${quoted(metric_name)}.${suggestion(metric_name, metricNames())} Expected one of ${metricNames().join(', ')} (or another experience), or the reference’s name for one.`,
    });
  }

  const arranged = (['grid', 'seeds', 'assess_runs'] as const).filter((key) => config[key] !== undefined);
  if (arranged.length > 0 && seed !== runSeeds[0]) {
    problems.push({
      path: ['seed'],
      text: () =>
        `"seed" is ${seed}, but the runs of ${arranged.join(' and ')} have the seeds ${excerpt(seedsOfRuns(config).join(', '))}. Remove seed, or run without ${arranged.join(' and ')}.`,
    });
  }

  if (seeds !== undefined && assess_runs !== undefined) {
    problems.push({
      path: ['assess_runs'],
      text: () => `"assess_runs" is ${assess_runs}, but "seeds" lists the runs. Remove one of the two.`,
    });
  }

  const settings = { ...config, ...grid };
  for (const key of howTrained) {
    if (settings.experts === undefined || settings[key] === undefined) continue;
    problems.push({
      path: key in grid ? ['grid', key] : [key],
      text: () =>
        `"${key}" sets how experts are trained, but "experts" names registered ones. Remove one of the two.`,
    });
  }

  problems.push(...misfittingSplits(config), ...misfittingImages(config), ...tooManyJobs(config));

  for (const [strategy, own] of Object.entries(per_strategy)) {
    for (const key of Object.keys(own).filter((name) => name in grid)) {
      problems.push({
        path: ['per_strategy', strategy, key],
        text: () => `"${key}" is set for ${strategy} and varied by grid. Remove one of the two.`,
      });
    }
  }
  return problems;
}
