import { AbortError } from './abort-error';

/** Milliseconds of work after which others have their turn. */
const stretch = 20;

/** When they had it last. Of the thread, as its event loop. */
let last = Number.NEGATIVE_INFINITY;

/**
 * To be awaited between two steps of long work: every 20 ms it lets timers and events of this thread have their turn. What a backend
 * computes in this thread is there at once, and waiting for that keeps them out.
 *
 * @throws AbortError when the signal is aborted
 */
export async function takeTurn(signal?: AbortSignal): Promise<void> {
  if (performance.now() - last >= stretch) {
    await nextTurn();
    last = performance.now();
  }
  if (signal?.aborted) throw new AbortError(signal.reason);
}

/**
 * The same events, with a turn for others before each.
 *
 * @throws AbortError when the signal is aborted; the events are then left, and clean up
 */
export async function* inTurns<Event, Result>(
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
    await events.return(undefined as never); // Left midway, it frees its tensors.
  }
}

/** Browsers make nested timers wait; a message has its turn at once. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(port1.close());
      port2.postMessage(0);
    }
  });
}
