import type { EventStream } from '@exmodel/loggers';
import type { BackendName } from '../backends/registry';
import type { Job, JobOutcome } from '../runs/job';
import type { FolderStore } from '../storage/folder-store';

/**
 * Where jobs are computed: in this process, in processes beside it, one day on other machines. An executor decides when and
 * where a job runs, not what it computes; and it remembers nothing: what is finished, the store says.
 *
 * A new executor is a file that exports an {@link ExecutorDefinition}, a line in registry.ts, and a test that calls
 * `describeExecutor` of executor.conformance.ts.
 */
export interface Executor {
  /**
   * Runs jobs whose folders are free, in an order of its own. **It never throws, and rejects for no job:** whatever becomes of
   * a job is in its outcome, and a job that fails keeps no other from running. Each failure is also reported to the events,
   * once, as a job that `failed`, with its reason.
   *
   * @returns the outcomes, in the order of `jobs`; metrics are those in the store
   */
  run<J extends Job>(jobs: readonly J[]): Promise<JobOutcome<J>[]>;
  /**
   * Ends for good, within seconds: no further job begins, `run` never resolves, and nothing that was started outlives this
   * process. Finished jobs are kept, the others can be run again. Whoever calls it ends this process next.
   */
  stop(): Promise<void>;
}

/** What executors are made from. */
export interface ExecutorOptions {
  readonly backend: BackendName;
  /** Threads of all jobs together. */
  readonly threads: number;
  /** Jobs at the same time, where the executor can. */
  readonly jobs: number;
  readonly events: EventStream;
  /** Where results go. */
  readonly store: FolderStore;
  /** Folder of data sets. */
  readonly dataroot: string;
  /** The script of the `exmodel` command: its sub-command `job` runs one job. */
  readonly command: string;
}

/** A way to run jobs: a file in executors/ and a line in its registry. */
export interface ExecutorDefinition {
  /** What `--executor` calls it. */
  readonly name: string;
  /** A line for `--help`. */
  readonly summary: string;
  create(options: ExecutorOptions): Executor;
}
