import type { RunEvent, StampedEvent } from './run-event';

/**
 * A frozen copy of `event` with its time first. A copy, because sinks may keep it while the run goes on changing its own
 * arrays and records; frozen, because every sink gets the same one. Events nest one level at most.
 */
export function stampEvent(event: RunEvent, time: number): StampedEvent {
  const copy: Record<string, unknown> = { time: new Date(time).toISOString() };
  for (const [key, value] of Object.entries(event)) copy[key] = frozenCopy(value);
  return Object.freeze(copy) as unknown as StampedEvent;
}

function frozenCopy(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze([...value]);
  return typeof value === 'object' && value !== null ? Object.freeze({ ...value }) : value;
}
