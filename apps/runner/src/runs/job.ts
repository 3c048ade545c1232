import type { JobConfig } from '../config/strategy-config';
import type { Chosen, Metrics } from '../storage/metrics-file';

/**
 * One student to be trained and tested, in a folder of its own. Plain data, and nothing of one machine: it can be sent to
 * another process or another machine, which has its own store and data sets.
 */
export interface Job {
  /** `replay_ed`, `minversion_ed/VAL0`: its folder below the experiment's. */
  readonly name: string;
  /** Of its folder in the store, below the experiment's: `quickstart/replay_ed`. */
  readonly key: string;
  readonly config: JobConfig;
  /** How its values were chosen from a grid, for its metrics.json; what it computes does not depend on it. */
  readonly chosen?: Chosen | undefined;
}

/** What became of a job: the metrics that the store holds, or why there are none. */
export type JobOutcome<J extends Job = Job> =
  | { readonly job: J; readonly metrics: Metrics }
  | { readonly job: J; readonly failure: Error };
