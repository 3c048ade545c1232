import { stringify } from 'yaml';
import type { ExperimentConfig } from '../config/schema';
import { withoutUnread } from '../config/without-unread';
import { imagesText } from '../reports/choice-notes';
import { strategies } from '../strategies/registry';
import type { Choice } from './choose-best';
import { configAt, type Series } from './series';

/**
 * `best_config.yaml`: the chosen configuration as an experiment without a search. It names neither `logdir` nor `dataroot`, so that
 * it can be shared; `exmodel run` with the same `logdir` continues from the same results.
 */
export function bestConfigYaml(
  config: ExperimentConfig & { readonly name: string },
  series: Series,
  { best, value }: Choice,
): string {
  const { seed: _seed, ...job } = configAt(series, best);
  const { name, seeds, metric_name, choose_on } = config;
  return [
    `# ${best.name}, the best of ${series.candidates.length} by ${metric_name} on ${imagesText({ on: choose_on })}: ${value}\n`,
    stringify({
      name,
      ...withoutUnread(job, [job.strategy], strategies),
      ...(seeds === undefined ? { assess_runs: series.assessments.length } : { seeds }),
      metric_name,
    }),
  ].join('');
}
