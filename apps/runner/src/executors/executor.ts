import type { Job } from '../runs/job';
import type { Metrics } from '../storage/metrics-file';

/** What became of a job. */
export type JobOutcome<J extends Job = Job> =
  | { readonly job: J; readonly metrics: Metrics }
  /** Why there are no metrics: a sentence or several lines. */
  | { readonly job: J; readonly failure: string };

/** Where jobs are computed: here, in processes beside, one day on other machines. */
export interface Executor {
  /**
   * Runs jobs whose folders are free, in an order of its own. A job that fails does not keep the others from running, where
   * the executor can tell them apart; where it cannot, its error is thrown.
   *
   * @returns outcomes in the order of `jobs`
   */
  run<J extends Job>(jobs: readonly J[]): Promise<JobOutcome<J>[]>;
  /** Stops what is running, at once and for good: finished jobs are kept, and `run` never comes to its end. */
  stop(): Promise<void>;
}
