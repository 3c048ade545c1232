import { setImmediate } from 'node:timers/promises';

/**
 * Runs a generator to its end and gives what it returns. Between two events it waits for a turn of the event loop: results
 * of a backend that computes in this thread are there at once, and waiting for them alone would keep timers and Ctrl-C out
 * until all is over.
 *
 * @param each gets every event; where it throws, the generator is left and cleans up
 */
export async function follow<Event, Result>(
  events: AsyncGenerator<Event, Result>,
  each: (event: Event) => void,
): Promise<Result> {
  try {
    for (;;) {
      await setImmediate();
      const next = await events.next();
      if (next.done === true) return next.value;
      each(next.value);
    }
  } finally {
    await events.return(undefined as never);
  }
}
