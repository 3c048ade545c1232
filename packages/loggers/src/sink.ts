import type { StampedEvent } from './run-event';

/**
 * Where events go: a file, a terminal, a chart. Make one with `defineSink`, which keeps the last two rules.
 *
 * - `write` accepts every event, of any type, in the order of time, and returns without delay: the run waits for it.
 * - A sink that throws, or whose promise is rejected, is reported once and dropped; the run goes on.
 * - Events are frozen and shared between sinks.
 * - What `write` was given survives a crash of the process right after it, unless the sink's description says otherwise.
 * - `close` flushes and releases; calling it again does nothing.
 * - `write` after `close` throws `ClosedSinkError`.
 */
export interface Sink {
  /** Names the sink in the report of its failure: `jsonl runs/a/events.jsonl`. */
  readonly name: string;
  write(event: StampedEvent): void;
  close(): void | Promise<void>;
}
