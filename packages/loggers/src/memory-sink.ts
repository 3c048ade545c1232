import { defineSink } from './define-sink';
import type { StampedEvent } from './run-event';
import type { Sink } from './sink';

/** A sink that keeps every event, for tests. */
export interface MemorySink extends Sink {
  readonly events: readonly StampedEvent[];
}

export function memorySink(): MemorySink {
  const events: StampedEvent[] = [];
  return { ...defineSink({ name: 'memory', write: (event) => void events.push(event) }), events };
}
