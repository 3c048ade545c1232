import type { StampedEvent } from './run-event';

/** Milliseconds from the `run` event, or else the first event seen, to the event given. */
export function runTimer(): (event: StampedEvent) => number {
  let began: number | undefined;
  return (event) => {
    const time = Date.parse(event.time);
    if (began === undefined || event.type === 'run') began = time;
    return time - began;
  };
}
