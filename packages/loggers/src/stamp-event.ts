import type { RunEvent, StampedEvent } from './run-event';
import { isoTime } from './time-of';

/**
 * A frozen copy of `event` with its time first. A copy, because sinks may keep it while the run goes on changing its own
 * arrays and records; frozen, because every sink gets the same one. Events nest one level at most.
 */
export function stampEvent(event: RunEvent, time: number): StampedEvent {
  const copy: Record<string, unknown> = { time: isoTime(time), ...event };
  for (const key in copy) {
    const value = copy[key];
    if (typeof value === 'object') copy[key] = frozenCopy(value);
  }
  return Object.freeze(copy) as unknown as StampedEvent;
}

function frozenCopy(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze([...value]);
  return value === null ? value : Object.freeze({ ...(value as object) });
}
