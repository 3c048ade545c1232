import type { Problem } from './config-error';
import { quoted } from './excerpt';
import { tooManyJobs } from './job-count';
import { isMetricName, metricNames } from './metric-names';
import { misfittingImageSize } from './misfitting-image-size';
import { misfittingSplits } from './misfitting-splits';
import { suggestion } from './nearest';
import { runSeeds } from './run-seeds';
import type { ExperimentConfig } from './schema';

/** Keys that registered experts leave nothing to do. */
const howTrained = ['expert_models', 'expert_initialization', 'expert_outputs'] as const;

/** Problems of a configuration whose keys are valid one by one but not together. */
export function contradictions(
  config: ExperimentConfig,
  place: (path: readonly string[]) => string,
): Problem[] {
  const problems: Problem[] = [];
  const { grid = {}, assess_runs, metric_name, per_strategy, seed } = config;

  if (!isMetricName(metric_name)) {
    problems.push(() => {
      const text = `unknown metric_name ${quoted(metric_name)}.${suggestion(metric_name, metricNames)} Expected one of ${metricNames.join(', ')} (or another experience), or the reference’s name for one.`;
      return { place: place(['metric_name']), text };
    });
  }

  const arranged = (['grid', 'assess_runs'] as const).filter((key) => config[key] !== undefined);
  if (arranged.length > 0 && seed !== runSeeds[0]) {
    const text = `"seed" is ${seed}, but the runs of ${arranged.join(' and ')} have the seeds ${runSeeds.slice(0, assess_runs ?? 1).join(', ')}. Remove seed, or run without ${arranged.join(' and ')}.`;
    problems.push(() => ({ place: place(['seed']), text }));
  }

  const settings = { ...config, ...grid };
  for (const key of howTrained) {
    if (settings.experts === undefined || settings[key] === undefined) continue;
    const text = `"${key}" sets how experts are trained, but "experts" names registered ones. Remove one of the two.`;
    problems.push(() => ({ place: place(key in grid ? ['grid', key] : [key]), text }));
  }

  problems.push(...misfittingSplits(config, place), ...misfittingImageSize(config, place));
  problems.push(...tooManyJobs(config, place));

  for (const [strategy, own] of Object.entries(per_strategy)) {
    for (const key of Object.keys(own).filter((name) => name in grid)) {
      const text = `"${key}" is set for ${strategy} and varied by grid. Remove one of the two.`;
      problems.push(() => ({ place: place(['per_strategy', strategy, key]), text }));
    }
  }
  return problems;
}
