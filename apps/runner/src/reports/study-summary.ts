import { type MeanAndInterval, meanAndInterval, pairedDifference, pairedTTest } from '@exmodel/metrics';
import { withResult } from './diverged';
import type { SelectionMetric } from './selection-metric';
import type { SeriesResult } from './series-result';

/** The results of one variant's runs, in the metric’s own unit. */
export interface VariantSummary {
  readonly name: string;
  /** Seed by seed; undefined if the run is missing or did not measure it. */
  readonly values: readonly (number | undefined)[];
  /** The seeds whose runs diverged: they have no value. */
  readonly diverged: ReadonlySet<number>;
  readonly mean: MeanAndInterval | undefined;
  /** From the baseline, over the seeds that both have; undefined for the baseline itself. */
  readonly difference: MeanAndInterval | undefined;
  /** Of the paired t-test of the same pairs; undefined for one pair, and where no pair differs. */
  readonly p: number | undefined;
  /** Time that one student takes: the median of the runs. */
  readonly seconds: number | undefined;
}

/** Means and paired differences of a study's variants, in their order. */
export function summarizeStudy(
  results: readonly SeriesResult[],
  options: {
    readonly seeds: readonly number[];
    /** Name of the variant that differences are taken from. */
    readonly baseline: string;
    readonly metric: SelectionMetric;
  },
): VariantSummary[] {
  const { seeds, baseline, metric } = options;
  const bySeed = new Map(
    results.map(({ name, runs }) => {
      const values = new Map(runs.map((run) => [run.seed, metric.value(run)]));
      return [name, seeds.map((seed) => values.get(seed))];
    }),
  );
  const ofBaseline = bySeed.get(baseline) ?? [];
  return results.map(({ name, runs }) => {
    const values = bySeed.get(name) ?? [];
    const measured = values.filter((value) => value !== undefined);
    const pairs = values.flatMap((value, i) => {
      const base = ofBaseline[i];
      return value === undefined || base === undefined ? [] : [{ value, base }];
    });
    const [ours, theirs] = [pairs.map(({ value }) => value), pairs.map(({ base }) => base)];
    const isCompared = name !== baseline && pairs.length > 0;
    return {
      name,
      values,
      mean: measured.length === 0 ? undefined : meanAndInterval(measured),
      difference: isCompared ? pairedDifference(ours, theirs) : undefined,
      p: isCompared ? pairedTTest(ours, theirs)?.p : undefined,
      diverged: new Set(runs.filter(({ diverged }) => diverged).map(({ seed }) => seed)),
      seconds: median(withResult(runs).map(({ times }) => times.total)),
    };
  });
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}
