import { printable } from './printable';
import type { RunEvent } from './run-event';
import type { Sink } from './sink';
import { stampEvent } from './stamp-event';

/**
 * Hands every event of a run to every sink. No method ever throws or rejects because of a sink: one that fails is
 * reported once, as a warning through the remaining sinks or on stderr if no sink is left, and dropped.
 */
export class EventStream {
  readonly #sinks: Set<Sink>;
  readonly #clock: () => number;

  /** @param clock milliseconds since 1970, as Date.now gives them */
  constructor(sinks: Iterable<Sink> = [], clock: () => number = Date.now) {
    this.#sinks = new Set(sinks);
    this.#clock = clock;
  }

  /** Gives `sink` all events from now on. */
  add(sink: Sink): void {
    this.#sinks.add(sink);
  }

  /**
   * Gives `sink` no more events. It is not closed: that is up to whoever removes it.
   *
   * @returns false if it was dropped before, because it failed, which was reported; then it is closed, too
   */
  remove(sink: Sink): boolean {
    return this.#sinks.delete(sink);
  }

  /** Stamps `event` and writes it to every sink, in the order they were added. Without sinks it does nothing. */
  emit(event: RunEvent): void {
    this.#deliver(event);
  }

  /** Closes and removes every sink, one after another, so that a failure can be reported by those still open. */
  async close(): Promise<void> {
    for (const sink of [...this.#sinks]) {
      if (!this.#sinks.delete(sink)) continue; // dropped meanwhile: closed already
      try {
        await sink.close();
      } catch (error) {
        this.#report(sink, error);
      }
    }
  }

  /** @returns how many sinks accepted the event without throwing */
  #deliver(event: RunEvent): number {
    if (this.#sinks.size === 0) return 0;
    const stamped = stampEvent(event, this.#clock());
    const failures: [Sink, unknown][] = [];
    let accepted = 0;
    for (const sink of [...this.#sinks]) {
      try {
        // `write` returns nothing, but TypeScript lets an async function pass for it: a rejection must not end the process.
        const result: unknown = sink.write(stamped);
        if (result instanceof Promise) result.catch((error: unknown) => this.#drop(sink, error));
        accepted++;
      } catch (error) {
        failures.push([sink, error]);
      }
    }
    // All failing sinks go before the first is reported, so that no report is sent to a broken sink.
    for (const [sink] of failures) this.#sinks.delete(sink);
    for (const [sink, error] of failures) this.#abandon(sink, error);
    return accepted;
  }

  #drop(sink: Sink, error: unknown): void {
    if (this.#sinks.delete(sink)) this.#abandon(sink, error);
  }

  #abandon(sink: Sink, error: unknown): void {
    this.#report(sink, error);
    // To release what it holds. It is broken and reported, so a failure to close it is expected and tells nothing new.
    new Promise((resolve) => resolve(sink.close())).catch(() => {});
  }

  #report(sink: Sink, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const text = `The sink "${sink.name}" failed and was dropped; the run goes on without it. ${reason}`;
    if (this.#deliver({ type: 'message', level: 'warning', text }) === 0) console.error(printable(text));
  }
}
