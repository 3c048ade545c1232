import { join } from 'node:path';
import { formatNumber } from '@exmodel/loggers';
import { stringify } from 'yaml';
import type { ChosenOn } from '../config/schema';
import { withoutUnread } from '../config/without-unread';
import { imagesText } from '../reports/choice-notes';
import { strategies } from '../strategies/registry';
import { configuredMetric, pointText } from './choose-best';
import { type PlannedJob, stateText } from './look-up-jobs';
import type { Series } from './series';

/**
 * A resolved configuration, as YAML that can be run (without the keys that its strategies do not read), and all of its jobs,
 * with their folders and how far they are.
 */
export function describePlan(
  config: { readonly metric_name: string; readonly logdir: string; readonly choose_on?: ChosenOn },
  planned: readonly Series[],
  jobs: readonly PlannedJob[] = [],
): string {
  const count = planned.reduce(
    (total, { candidates, assessments }) => total + candidates.length + assessments.length,
    0,
  );
  const found = new Map(jobs.map((job) => [job.key, stateText(job)]));
  const lines = planned.flatMap((series) =>
    jobLines(series, choiceOf(series, config), (key) => {
      const state = found.get(key);
      return `${join(config.logdir, key)}${state === undefined ? '' : ` (${state})`}`;
    }),
  );
  const names = planned.map((series) => series.config.strategy);
  const readable = withoutUnread(config, names, strategies);
  return [stringify(readable).trimEnd(), '', `${count} ${count === 1 ? 'job' : 'jobs'}:`, ...lines].join(
    '\n',
  );
}

/** `accuracy on validation images, 10 % of each class’s training images`. */
function choiceOf(
  { config: { validation_fraction } }: Series,
  { choose_on = 'test_images', ...config }: { readonly metric_name: string; readonly choose_on?: ChosenOn },
): string {
  const by = `${configuredMetric(config).name} on ${imagesText({ on: choose_on })}`;
  if (choose_on === 'test_images' || validation_fraction === undefined) return by;
  return `${by}, ${formatNumber(100 * validation_fraction, 3)} % of each class’s training images`;
}

function jobLines(
  { candidates, assessments, key }: Series,
  by: string,
  place: (key: string) => string,
): string[] {
  const tried = candidates.map(
    (job) => `  ${job.name}  ${pointText(job)}, seed ${job.config.seed} → ${place(job.key)}`,
  );
  const choice = `  the best of ${candidates.length} by ${by} → ${place(`${key}/best_config.yaml`)}`;
  const what = candidates.length > 0 ? 'the best, ' : '';
  const runs = assessments.map((job) => `  ${job.name}  ${what}seed ${job.seed} → ${place(job.key)}`);
  return [...tried, ...(candidates.length > 0 ? [choice] : []), ...runs];
}
