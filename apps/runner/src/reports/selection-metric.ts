import type { Metrics } from '../storage/metrics-file';

/** A number by which configurations are compared. */
export interface SelectionMetric {
  /** Its name in metrics.json, or `accuracy/experience3`. */
  readonly name: string;
  readonly better: 'higher' | 'lower';
  /** Its last value; undefined where it was not measured, or is no number. */
  value(metrics: Metrics): number | undefined;
}

const ofStream = {
  accuracy: 'higher',
  averageAccuracy: 'higher',
  averageForgetting: 'lower',
  backwardTransfer: 'higher',
} as const;

/** What `metric_name` can be, with one example of those that name an experience. */
export const selectionMetricNames: readonly string[] = [...Object.keys(ofStream), 'accuracy/experience0'];

/**
 * The metric that `metric_name` means: one of ours, or one of the reference's (Avalanche's names), read as the nearest of
 * ours: what it measures per task or on training images is here measured over all tasks' test images.
 *
 * @returns undefined where there is no such metric
 */
export function selectionMetric(name: string): SelectionMetric | undefined {
  const own = ownName(name);
  if (Object.hasOwn(ofStream, own)) {
    const key = own as keyof typeof ofStream;
    return { name: key, better: ofStream[key], value: (metrics) => finite(metrics[key]) };
  }
  const experience = /^accuracy\/experience(\d+)$/.exec(own)?.[1];
  if (experience === undefined) return undefined;
  return {
    name: own,
    better: 'higher',
    value: ({ accuracyMatrix }) => finite(accuracyMatrix.at(-1)?.[Number(experience)]),
  };
}

/** Our name of a metric that the reference names as Avalanche does; any other name as it is. */
function ownName(name: string): string {
  const [, metric, experience] =
    /^(\w+)\/eval_phase\/(?:test|train)_stream(?:\/Task\d{3})?(?:\/Exp(\d{3}))?$/.exec(name) ?? [];
  if (metric === 'Top1_Acc_Stream' && experience === undefined) return 'accuracy';
  if (metric === 'Top1_Acc_Exp' && experience !== undefined)
    return `accuracy/experience${Number(experience)}`;
  if (metric === 'StreamForgetting' && experience === undefined) return 'averageForgetting';
  return name;
}

function finite(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
