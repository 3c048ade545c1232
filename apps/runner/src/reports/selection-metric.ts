import { experienceOfMetric, ownMetricName, streamMetrics } from '../config/metric-names';
import type { Metrics } from '../storage/metrics-file';

/** A number by which configurations are compared. */
export interface SelectionMetric {
  /** Its name in metrics.json, `accuracy/experience3`, or that of a plugin’s. */
  readonly name: string;
  readonly better: 'higher' | 'lower';
  /** Its last value; undefined if it was not measured, or is not a number. */
  value(metrics: Metrics): number | undefined;
}

/** The metrics of plugins. */
export const addedMetrics: SelectionMetric[] = [];

/**
 * The metric that `metric_name` names: one of ours, or the nearest of ours to one of the reference's (Avalanche's names): what
 * that measures per task or on training images is measured here over all tasks' test images.
 *
 * @returns undefined if there is no such metric
 */
export function selectionMetric(name: string): SelectionMetric | undefined {
  const own = ownMetricName(name);
  if (Object.hasOwn(streamMetrics, own)) {
    const key = own as keyof typeof streamMetrics;
    return { name: key, better: streamMetrics[key], value: (metrics) => finite(metrics[key]) };
  }
  const added = addedMetrics.find(({ name }) => name === own);
  if (added !== undefined) return { ...added, value: (metrics) => finite(added.value(metrics)) };
  const experience = experienceOfMetric(own);
  if (experience === undefined) return undefined;
  return {
    name: own,
    better: 'higher',
    value: ({ accuracyMatrix }) => finite(accuracyMatrix.at(-1)?.[experience]),
  };
}

function finite(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
