import type { LayerStatistics } from '../running-statistics';

/**
 * How the images that experts were trained on differ from those that they are queried on, as batch norm sees it: the means, over the experts,
 * of their running statistics and of what their layers see of the images.
 */
export interface StatisticsShift {
  readonly experts: number;
  /** Of the images that the experts were trained on. */
  readonly trained: readonly LayerStatistics[];
  /** Of the images that they are queried on. */
  readonly seen: readonly LayerStatistics[];
}

/** The shift with one more expert's statistics in it. */
export function includeStatistics(
  shift: StatisticsShift | undefined,
  { trained, seen }: Pick<StatisticsShift, 'trained' | 'seen'>,
): StatisticsShift {
  if (shift === undefined) return { experts: 1, trained, seen };
  const experts = shift.experts + 1;
  return {
    experts,
    trained: including(shift.trained, trained, experts),
    seen: including(shift.seen, seen, experts),
  };
}

/** Where a channel is so much weaker or stronger than the experts', it was dead in one of both, and says little of the other. */
const trustedRatios = [0.01, 100] as const;

/**
 * A student's statistics of the images that the experts were trained on, told from those of the images that it was taught on: its channels are those of
 * the experts, so what shifts theirs shifts its own. A mean moves by as many standard deviations, a variance by the same factor.
 *
 * @param own of the images that it was taught on
 */
export function shifted(own: readonly LayerStatistics[], shift: StatisticsShift): LayerStatistics[] {
  return own.map((layer, i) => {
    const [trained, seen] = [shift.trained[i] as LayerStatistics, shift.seen[i] as LayerStatistics];
    /** The student's variance of a channel over that of the experts. */
    const ratio = (c: number) => {
      const variance = (layer.variance[c] as number) + layer.epsilon;
      const [least, most] = trustedRatios;
      return Math.min(Math.max(variance / ((seen.variance[c] as number) + seen.epsilon), least), most);
    };
    return {
      ...layer,
      mean: layer.mean.map((mean, c) => {
        const difference = (trained.mean[c] as number) - (seen.mean[c] as number);
        return mean + difference * Math.sqrt(ratio(c));
      }),
      variance: trained.variance.map((variance, c) =>
        Math.max(0, (variance + trained.epsilon) * ratio(c) - layer.epsilon),
      ),
    };
  });
}

function including(
  means: readonly LayerStatistics[],
  one: readonly LayerStatistics[],
  count: number,
): LayerStatistics[] {
  const mean = (before: Float32Array, values: Float32Array) =>
    before.map((value, c) => value + ((values[c] as number) - value) / count);
  return means.map((layer, i) => {
    const { mean: m, variance } = one[i] as LayerStatistics;
    return { ...layer, mean: mean(layer.mean, m), variance: mean(layer.variance, variance) };
  });
}
