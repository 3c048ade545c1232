import type { StampedEvent } from './run-event';
import { timeOf } from './time-of';

/** A stretch of progress events of one name. */
interface Phase {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly began: number;
}

/** What an event means to the current phase. */
export interface PhaseChange {
  readonly ended?: Phase;
  readonly began?: Phase;
}

/** What most events mean. */
const unchanged: PhaseChange = {};

/**
 * Finds where phases begin and end. A phase ends when another begins (a new name, or `done` going down), when a job
 * changes state and when the run ends; reaching `total` does not end it, because its last step may still be going on.
 */
export function phaseWatch(): (event: StampedEvent) => PhaseChange {
  let current: Phase | undefined;
  let done = 0;
  return (event) => {
    const ended = current;
    switch (event.type) {
      case 'progress': {
        const isSame = current !== undefined && event.phase === current.name && !(event.done < done);
        done = event.done;
        if (isSame) return unchanged;
        current = { name: event.phase, began: timeOf(event) };
        return ended ? { ended, began: current } : { began: current };
      }
      case 'run':
      case 'job':
      case 'end':
        current = undefined;
        return ended ? { ended } : unchanged;
      case 'metric':
      case 'histogram':
      case 'image':
      case 'message':
        return unchanged;
      default:
        return event satisfies never;
    }
  };
}
