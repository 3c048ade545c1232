import type { StampedEvent } from './run-event';
import { timeOf } from './time-of';

/** Milliseconds from the `run` event, or else the first event seen, to the event given. */
export function runTimer(): (event: StampedEvent) => number {
  let began: number | undefined;
  return (event) => {
    const time = timeOf(event);
    if (began === undefined || event.type === 'run') began = time;
    return time - began;
  };
}
