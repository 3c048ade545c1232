import { ClosedSinkError } from './closed-sink-error';
import type { StampedEvent } from './run-event';
import type { Sink } from './sink';

/** What differs from sink to sink. */
export interface SinkDefinition {
  readonly name: string;
  readonly write: (event: StampedEvent) => void;
  /** Called at most once. */
  readonly close?: (() => void | Promise<void>) | undefined;
}

/** A sink that keeps the contract's rules on closing, so that its author need not keep them. */
export function defineSink({ name, write, close }: SinkDefinition): Sink {
  let closed: void | Promise<void>;
  let open = true;
  return {
    name,
    write(event) {
      if (!open) throw new ClosedSinkError(name);
      write(event);
    },
    close() {
      if (!open) return closed;
      open = false;
      closed = close?.();
      return closed;
    },
  };
}
