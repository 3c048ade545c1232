import type { StampedEvent } from './run-event';

let last = '';
let milliseconds = 0;

/** When an event was emitted, in milliseconds since 1970. Every sink asks it of the same event: the last answer is kept. */
export function timeOf({ time }: Pick<StampedEvent, 'time'>): number {
  if (time !== last) {
    milliseconds = Date.parse(time);
    last = time;
  }
  return milliseconds;
}
