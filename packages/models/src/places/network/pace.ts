/** What arrives is judged every so many seconds. */
const windowSeconds = 30;
/** Lowest rate, in bytes a second: a body of N bytes ends after N / 1000 seconds at the latest, however it comes. */
const leastRate = 1000;

/**
 * Measures how fast a body arrives. Time counts in steps of a second, and only while this process waits for the server: a
 * process that was busy or asleep does not blame the server for it.
 */
export class Pace {
  #isWaiting = false;
  #seconds = 0;
  #bytes = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param onSlow called once, with what was too slow
   * @param second in milliseconds; shorter in tests
   */
  constructor(
    private readonly onSlow: (given: string) => void,
    private readonly second: number,
  ) {}

  /** Waits for what the server sends next. */
  async during<T>(next: Promise<T>): Promise<T> {
    this.#timer ??= this.#start();
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

  #start(): ReturnType<typeof setInterval> {
    const timer = setInterval(() => this.#tick(), this.second);
    // In Node, a body that is left unread must not keep the process alive.
    (timer as { unref?(): void }).unref?.();
    return timer;
  }

  #tick(): void {
    if (!this.#isWaiting || ++this.#seconds < windowSeconds) return;
    const bytes = this.#bytes;
    [this.#seconds, this.#bytes] = [0, 0];
    if (bytes >= windowSeconds * leastRate) return;
    this.stop();
    this.onSlow(
      bytes === 0
        ? `nothing arrived for ${windowSeconds} seconds`
        : `only ${bytes} bytes arrived in ${windowSeconds} seconds, fewer than ${leastRate} a second`,
    );
  }
}
