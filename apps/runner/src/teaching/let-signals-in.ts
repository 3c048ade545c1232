import { setImmediate } from 'node:timers/promises';

/**
 * A turn of the event loop. Results of a backend that computes in this thread are there at once, and
 * waiting for them alone would keep timers and Ctrl-C out until the run is over.
 */
export function letSignalsIn(): Promise<void> {
  return setImmediate();
}
