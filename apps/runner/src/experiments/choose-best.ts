import { type SelectionMetric, selectionMetric } from '../reports/selection-metric';
import type { Metrics } from '../storage/metrics-file';
import type { Candidate } from './series';

/** A candidate that ran, with its metrics. */
export interface Tried {
  readonly job: Candidate;
  readonly metrics: Metrics;
}

export interface Choice {
  readonly best: Candidate;
  readonly value: number;
  /** Candidates without a value to compare. */
  readonly unmeasured: readonly Tried[];
}

/** No candidate has the metric by which to choose. */
export class NothingToChooseError extends Error {
  override readonly name = 'NothingToChooseError';

  constructor(
    readonly metric: string,
    readonly candidates: readonly string[],
    /** Whether all of them diverged. */
    readonly diverged: boolean,
  ) {
    const names = candidates.join(', ');
    super(
      diverged
        ? `all candidates diverged (${names}), so there is none to choose; log.txt in the folder of each says where. ` +
            'Put lower learning rates into grid, and give a new name with --set name=ANOTHER-NAME, or --fresh.'
        : `none of ${names} has a value for "${metric}", which metric_name names. ` +
            'Set metric_name to another metric, such as accuracy, and run the same command again: finished jobs are kept.',
    );
  }
}

/**
 * The candidate that is best in `metric`; the first one, if several are equal.
 *
 * @throws NothingToChooseError
 */
export function chooseBest(tried: readonly Tried[], metric: SelectionMetric): Choice {
  const measured = tried.flatMap(({ job, metrics }) => {
    const value = metric.value(metrics);
    return value === undefined ? [] : [{ best: job, value }];
  });
  const sign = metric.better === 'higher' ? 1 : -1;
  const [first, ...others] = measured;
  if (first === undefined) {
    throw new NothingToChooseError(
      metric.name,
      tried.map(({ job }) => job.name),
      tried.every(({ metrics }) => metrics.diverged),
    );
  }
  const winner = others.reduce((best, each) => (sign * (each.value - best.value) > 0 ? each : best), first);
  const unmeasured = tried.filter(({ job }) => !measured.some(({ best }) => best === job));
  return { ...winner, unmeasured };
}

/** The metric that a configuration names; it was checked when the configuration was read. */
export function configuredMetric({ metric_name }: { readonly metric_name: string }): SelectionMetric {
  const metric = selectionMetric(metric_name);
  if (metric === undefined) throw new RangeError(`there is no metric "${metric_name}"`);
  return metric;
}

/** `buffer_beta 1, buffer_temperature 20`. */
export function pointText({ point }: Candidate): string {
  return Object.entries(point)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}
