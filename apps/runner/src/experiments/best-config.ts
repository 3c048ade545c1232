import { stringify } from 'yaml';
import type { ExperimentConfig } from '../config/schema';
import { withoutUnread } from '../config/without-unread';
import { strategies } from '../strategies/registry';
import type { Choice } from './choose-best';
import type { Series } from './series';

/**
 * `best_config.yaml`: the chosen configuration as an experiment without a search. It names neither `logdir` nor `dataroot`, so that
 * it can be shared; `exmodel run` with the same `logdir` continues from the same results.
 */
export function bestConfigYaml(
  config: ExperimentConfig & { readonly name: string },
  { candidates, assessments }: Series,
  { best, value }: Choice,
): string {
  const { seed: _seed, ...job } = best.config;
  const { name, metric_name } = config;
  return [
    `# ${best.name}, the best of ${candidates.length} by ${metric_name}: ${value}\n`,
    stringify({
      name,
      ...withoutUnread(job, [job.strategy], strategies),
      assess_runs: assessments.length,
      metric_name,
    }),
  ].join('');
}
