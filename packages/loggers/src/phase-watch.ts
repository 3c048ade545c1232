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

/**
 * Finds where phases begin and end. A phase ends when another begins (a new name, or `done` going down), when a job
 * changes state and when the run ends; reaching `total` does not end it, because its last step may still be going on.
 */
export function phaseWatch(): (event: StampedEvent) => PhaseChange {
  let current: (Phase & { readonly done: number }) | undefined;
  return (event) => {
    const ended = current;
    switch (event.type) {
      case 'progress': {
        const same = current !== undefined && event.phase === current.name && !(event.done < current.done);
        const began = same && current ? current.began : timeOf(event);
        current = { name: event.phase, began, done: event.done };
        if (same) return {};
        return ended ? { ended, began: current } : { began: current };
      }
      case 'run':
      case 'job':
      case 'end':
        current = undefined;
        return ended ? { ended } : {};
      case 'metric':
      case 'image':
      case 'message':
        return {};
      default:
        return event satisfies never;
    }
  };
}
