import type { Metrics } from './metrics-file';

/** What came of one strategy. */
export interface StudyResult {
  readonly strategy: string;
  /** Of the runs that assess it and succeeded, in the order of their ids. */
  readonly runs: readonly Metrics[];
}
