/** How long work may go on to the end of its step, and keep its state, once it is asked to stop. */
export const haltGrace = 8_000; // milliseconds

/**
 * Ends work between two of its steps, where it keeps its state first, so that it can go on there another time. Work asks at every step:
 * {@link pass}.
 */
export class Halt {
  #reached: (() => void) | undefined;
  #reason: Error | undefined;

  /** Whether work is to end at its next step. */
  get wanted(): boolean {
    return this.#reached !== undefined || this.#reason !== undefined;
  }

  /**
   * Stops all work for good. Resolves once it has come to a step, and kept its state there; after the grace in any case.
   *
   * @param grace in milliseconds
   */
  async stop(grace = haltGrace): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#reached = resolve;
      timer = setTimeout(resolve, grace).unref();
    });
    clearTimeout(timer);
  }

  /** Lets the work that is being done end with this error, and other work go on. */
  cancel(reason: Error): void {
    this.#reason = reason;
  }

  /** Takes that back: what was to be ended has ended. */
  resume(): void {
    this.#reason = undefined;
  }

  /**
   * To be called where work can be left. Never resolves once all is stopped; rejects with the reason if this work is cancelled.
   *
   * @param keep keeps the state
   */
  async pass(keep: () => Promise<void> = async () => {}): Promise<void> {
    if (!this.wanted) return;
    try {
      await keep();
    } finally {
      this.#reached?.();
    }
    if (this.#reached !== undefined) await new Promise<never>(() => {});
    if (this.#reason !== undefined) throw this.#reason;
  }
}
