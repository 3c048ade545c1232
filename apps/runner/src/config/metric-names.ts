/** Metrics of the whole stream, and whether a higher or a lower value is better. */
export const streamMetrics = {
  accuracy: 'higher',
  averageAccuracy: 'higher',
  averageForgetting: 'lower',
  backwardTransfer: 'higher',
} as const;

/** The metrics of plugins, by name. */
export const addedMetricNames: string[] = [];

/** The values of `metric_name`, with one example of those that name an experience. */
export function metricNames(): readonly string[] {
  return [...Object.keys(streamMetrics), ...addedMetricNames, 'accuracy/experience0'];
}

/** Our name for a metric, where the reference uses Avalanche's; any other name unchanged. */
export function ownMetricName(name: string): string {
  const [, metric, experience] =
    /^(\w+)\/eval_phase\/(?:test|train)_stream(?:\/Task\d{3})?(?:\/Exp(\d{3}))?$/.exec(name) ?? [];
  if (metric === 'Top1_Acc_Stream' && experience === undefined) return 'accuracy';
  if (metric === 'Top1_Acc_Exp' && experience !== undefined)
    return `accuracy/experience${Number(experience)}`;
  if (metric === 'StreamForgetting' && experience === undefined) return 'averageForgetting';
  return name;
}

/** The experience that `accuracy/experience3` is about; undefined for another name. */
export function experienceOfMetric(own: string): number | undefined {
  const digits = /^accuracy\/experience(\d+)$/.exec(own)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether this is a valid `metric_name`: one of our names, or one of the reference's. */
export function isMetricName(name: string): boolean {
  const own = ownMetricName(name);
  const isStreamMetric = Object.hasOwn(streamMetrics, own) || addedMetricNames.includes(own);
  return isStreamMetric || experienceOfMetric(own) !== undefined;
}
