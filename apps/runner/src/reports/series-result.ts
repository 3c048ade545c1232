import type { Metrics } from '../storage/metrics-file';

/** The runs of one strategy of an experiment, or of one variant of a study. */
export interface SeriesResult {
  readonly name: string;
  /** The assessment runs that succeeded, in order. */
  readonly runs: readonly Metrics[];
}
