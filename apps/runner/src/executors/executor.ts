import type { BackendName } from '../backends/registry';
import type { Job, JobOutcome } from '../runs/job';
import type { Workplace } from '../runs/run-jobs';

/**
 * Where jobs are computed: in this process, in processes beside it, on other machines. An executor decides when and
 * where a job runs, not what it computes. It keeps no state: the store knows which jobs are finished.
 *
 * A new executor is a file that exports an {@link ExecutorDefinition}, a line in registry.ts, and a test that calls
 * `describeExecutor` of executor.conformance.ts.
 */
export interface Executor {
  /**
   * Runs jobs whose folders are free, in any order. **It never throws, and never rejects because of a job:** the result of a
   * job is in its outcome, and a job that fails does not stop the others. Each failure is also reported to the events, once,
   * as a job that `failed`, with its reason. Where several jobs fail for one reason, the first event may have it and the others
   * name that job.
   *
   * @returns the outcomes, in the order of `jobs`; metrics are read from the store
   */
  run<J extends Job>(jobs: readonly J[]): Promise<JobOutcome<J>[]>;
  /**
   * Stops for good, within seconds: no further job begins, `run` never resolves, and no process that was started outlives this
   * one. Finished jobs are kept, the others can be run again. The caller then ends this process.
   */
  stop(): Promise<void>;
}

/** What an executor is created with. */
export interface ExecutorOptions extends Workplace {
  readonly backend: BackendName;
  /** Number of threads, shared by all jobs. */
  readonly threads: number;
  /** Number of jobs to run at once, if the executor can. */
  readonly jobs: number;
  /** How many bytes the process of a job may hold, if the executor starts one. */
  readonly memoryLimit?: number | undefined;
  /** The script of the `exmodel` command: its sub-command `job` runs one job, and `order` one on another machine. */
  readonly command: string;
  /** What the user asked for with `--jobs` and `--threads`, for executors on machines of which this one knows nothing. */
  readonly asked?: { readonly jobs?: number | undefined; readonly threads?: number | undefined };
  /** The values of its own options, by their names: `{ redis: 'redis://…' }`. */
  readonly own?: Readonly<Record<string, string | true>>;
  /** The arguments of this command, for an executor that runs it again. */
  readonly parameters?: readonly string[];
}

/** An option of the command line that one executor has for itself. */
export interface ExecutorOption {
  /** As commander writes it: `--redis <url>`. */
  readonly flags: string;
  /** A line for `--help`. */
  readonly description: string;
}

/** A way to run jobs: a file in executors/ and a line in its registry. */
export interface ExecutorDefinition {
  /** Its name for `--executor`. */
  readonly name: string;
  /** A line for `--help`. */
  readonly summary: string;
  /** Whether it can run several jobs at once. */
  readonly parallel: boolean;
  /** Options of its own; they are refused beside any other executor. */
  readonly options?: readonly ExecutorOption[];
  create(options: ExecutorOptions): Executor;
}
