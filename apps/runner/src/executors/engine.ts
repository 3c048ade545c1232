/** How an engine sees an order: it has not begun, is being computed, or is over, with or without a result. */
export type OrderState = 'waiting' | 'running' | 'over';

/**
 * Something that runs commands on many machines: a batch system, a queue with workers, a cluster. An order is the name of a job in the store;
 * to run it is to run `exmodel order NAME` on a machine that sees the store.
 *
 * **An engine may forget, repeat and lie.** It is asked where orders are, and never what became of them: that the store knows. An order that
 * it runs twice, runs after it was cancelled, or says to be over while it runs, does no harm. `remoteExecutor` does the rest for every
 * engine: what is finished, what must be given again, and how often.
 *
 * A new engine is a file that implements {@link Engine}, an `ExecutorDefinition` that gives it to `remoteExecutor`, and a test that calls
 * `describeEngine` of engine.conformance.ts.
 */
export interface Engine {
  /** For messages: `SLURM`, `Redis at redis://…`. */
  readonly name: string;
  /** How often it may be asked, in milliseconds. */
  readonly interval: number;
  /** How many orders it may hold at once; without it, any number. */
  readonly window?: number;
  /**
   * Takes orders. One that it holds already it need not take again.
   *
   * @throws EngineError
   */
  submit(orders: readonly string[]): Promise<void>;
  /**
   * Where these orders are, with one question for all; it is asked for none, too, to see whether it answers. One that it knows nothing of is
   * absent.
   *
   * @throws EngineError
   */
  states(orders: readonly string[]): Promise<ReadonlyMap<string, OrderState>>;
  /**
   * Asks it to forget orders and to end those that run; a running one also ends by itself once its file is gone from the store.
   *
   * @throws EngineError
   */
  cancel(orders: readonly string[]): Promise<void>;
  /** What an order printed last, or where to look: for one that ended without a result. Never throws. */
  lastWords(order: string): Promise<string>;
  /** Why what it holds may wait for long, if it knows: that no worker is there. */
  trouble?(): Promise<string | undefined>;
  /** Releases its connections; the next question opens them again. Never throws. */
  close(): Promise<void>;
}

/** An engine refused something, or could not be reached. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  /**
   * @param engine its name
   * @param reason in its own words
   * @param advice what the user can do
   */
  constructor(
    readonly engine: string,
    readonly reason: string,
    advice: string,
    /** Whether it gave no answer: it may do so later. */
    readonly unreachable = false,
  ) {
    super(`${engine} ${unreachable ? 'cannot be reached' : 'refused'}: ${reason}. ${advice}`);
  }
}
