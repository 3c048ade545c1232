import { phaseWatch } from './phase-watch';
import type { Progress, StampedEvent } from './run-event';
import { timeOf } from './time-of';

const none: readonly never[] = [];

/** Thins out progress events; all others pass. */
export interface ProgressThrottle {
  /** @returns the events to write now: perhaps one held back before, then perhaps `event` */
  pass(event: StampedEvent): readonly StampedEvent[];
  /** @returns the event still held back, if any; for the end of the stream */
  rest(): readonly StampedEvent[];
}

/**
 * Lets through the first and the last progress event of each phase and of each curve, the points of a curve at steps of one significant
 * digit (1, 2 … 9, 10, 20 …), so that it has a shape on the fastest machine, and between them at most one per `interval`
 * milliseconds. Which one is the last shows only when its phase or curve is over: it is held back until then, and may follow other
 * events that are a little younger. Events carry their time.
 */
export function progressThrottle(interval: number): ProgressThrottle {
  const watch = phaseWatch();
  let held: StampedEvent<Progress> | undefined;
  let passed = Number.NEGATIVE_INFINITY;
  const curves = new Set<string>();

  const release = () => {
    const events = held ? [held] : none;
    held = undefined;
    return events;
  };

  return {
    pass(event) {
      const { began, ended } = watch(event);
      const curve = event.type === 'progress' ? event.curve?.name : undefined;
      const isNew = curve !== undefined && !curves.has(curve);
      if (isNew) curves.add(curve);
      const before = ended || isNew ? release() : none;
      if (event.type !== 'progress') return [...before, event];
      const time = timeOf(event);
      if (began || isNew || isRound(event.curve?.step) || Math.abs(time - passed) >= interval) {
        passed = time;
        held = undefined;
        return [...before, event];
      }
      held = event;
      return before;
    },
    rest: release,
  };
}

function isRound(step: number | undefined): boolean {
  return step !== undefined && /^\d0*$/.test(String(step));
}
