/** What arrives is judged every so many seconds. */
const windowSeconds = 30;
/** Lowest rate, in bytes a second: N bytes end after N / 1000 seconds at the latest, however they come. */
const leastRate = 1000;
/** What has to arrive in a window. */
export const leastInWindow = windowSeconds * leastRate;

/** A server that does not answer, or sends too slowly. */
export class SlowServerError extends Error {
  override readonly name = 'SlowServerError';
}

/**
 * Measures how fast a file arrives. Time counts in steps of a second, and only while this process waits for the server: a
 * process that was busy or asleep, or waits for its disk, does not blame the server for it.
 */
export class Pace {
  #isWaiting = false;
  #seconds = 0;
  #bytes = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param onSlow called once
   * @param second in milliseconds; shorter in tests
   */
  constructor(
    private readonly onSlow: (error: SlowServerError) => void,
    private readonly second: number,
  ) {}

  /** Waits for what the server sends next. */
  async during<T>(next: Promise<T>): Promise<T> {
    this.#timer ??= setInterval(() => this.#tick(), this.second);
    this.#isWaiting = true;
    try {
      return await next;
    } finally {
      this.#isWaiting = false;
    }
  }

  arrived(bytes: number): void {
    this.#bytes += bytes;
  }

  /** To be called at the end, whatever it was. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    if (!this.#isWaiting || ++this.#seconds < windowSeconds) return;
    const bytes = this.#bytes;
    [this.#seconds, this.#bytes] = [0, 0];
    if (bytes >= leastInWindow) return;
    this.stop();
    const given =
      bytes === 0
        ? `nothing arrived for ${windowSeconds} seconds`
        : `only ${bytes} bytes arrived in ${windowSeconds} seconds, fewer than ${leastRate} a second`;
    this.onSlow(new SlowServerError(given));
  }
}
