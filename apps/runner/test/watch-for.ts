import type { Sink, StampedEvent } from '@exmodel/loggers';

/** A sink, and a promise that resolves once the sink has seen such an event. */
export function watchFor(isIt: (event: StampedEvent) => boolean): {
  readonly sink: Sink;
  readonly seen: Promise<void>;
} {
  let resolve = () => {};
  const seen = new Promise<void>((done) => {
    resolve = done;
  });
  const sink: Sink = { name: 'watch', write: (event) => isIt(event) && resolve(), close: async () => {} };
  return { sink, seen };
}

/** The same for the message that a job waits for another process. */
export function watchForWaiting(job: string) {
  return watchFor(
    (event) => event.type === 'message' && event.text.startsWith(`${job} is being run by another process`),
  );
}
