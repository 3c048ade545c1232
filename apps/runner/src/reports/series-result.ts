import type { Metrics } from '../storage/metrics-file';

/** What came of one strategy of an experiment, or of one variant of a study. */
export interface SeriesResult {
  readonly name: string;
  /** Of the runs that assess it and succeeded, in their order. */
  readonly runs: readonly Metrics[];
}
