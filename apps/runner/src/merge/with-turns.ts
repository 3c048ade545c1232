import { takeTurn } from '@exmodel/distill';

/**
 * The same events, with a turn for others before each.
 *
 * @throws AbortError when the signal is aborted; the events are then left, and clean up
 */
export async function* withTurns<Event, Result>(
  events: AsyncGenerator<Event, Result>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Event, Result> {
  try {
    for (;;) {
      await takeTurn(signal);
      const next = await events.next();
      if (next.done === true) return next.value;
      yield next.value;
    }
  } finally {
    await events.return(undefined as never);
  }
}
