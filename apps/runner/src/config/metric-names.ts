/** Metrics of the whole stream, and whether more or less of them is better. */
export const streamMetrics = {
  accuracy: 'higher',
  averageAccuracy: 'higher',
  averageForgetting: 'lower',
  backwardTransfer: 'higher',
} as const;

/** What `metric_name` can be, with one example of those that name an experience. */
export const metricNames: readonly string[] = [...Object.keys(streamMetrics), 'accuracy/experience0'];

/** Our name of a metric that the reference names as Avalanche does; any other name as it is. */
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

/** Whether `metric_name` can be this: one of our names, or one of the reference's. */
export function isMetricName(name: string): boolean {
  const own = ownMetricName(name);
  return Object.hasOwn(streamMetrics, own) || experienceOfMetric(own) !== undefined;
}
