import { LocationError } from '../../location/location-error';
import { Pace } from './pace';

interface BodyLimits {
  /** What is read, for messages. */
  readonly name: string;
  /** In bytes. */
  readonly most: number;
  /** In milliseconds. */
  readonly second: number;
  /** Ends the request. */
  readonly abort: AbortController;
}

/**
 * A body that ends in a `LocationError` where it comes too slowly, breaks off or is longer than `most` bytes; the first `most` can
 * be read in any case. What nobody reads is not received.
 */
export function guardedBody(
  body: ReadableStream<Uint8Array>,
  { name, most, second, abort }: BodyLimits,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let slow: LocationError | undefined;
  const pace = new Pace((given) => {
    slow = new LocationError(name, given, 'the whole file', 'Try again later, or get it from elsewhere.');
    abort.abort(slow);
  }, second);
  const next = async () => {
    try {
      return await pace.during(reader.read());
    } catch (error) {
      const given = `the download broke off: ${String(error)}`;
      throw slow ?? new LocationError(name, given, 'all of it', 'Try again.');
    }
  };
  const end = () => {
    pace.stop();
    abort.abort();
  };

  let left = most;
  let isTooLong = false;
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const { done, value = new Uint8Array() } = isTooLong ? {} : await next();
    const kept = value.subarray(0, left);
    left -= kept.length;
    isTooLong ||= kept.length < value.length;
    if (done) {
      pace.stop();
      controller.close();
    } else if (kept.length === 0 && isTooLong) {
      const given = `the server sends more than ${most} bytes`;
      throw new LocationError(
        name,
        given,
        'that many at most',
        'Check the address, or download the file by hand.',
      );
    } else {
      pace.arrived(kept.length);
      controller.enqueue(kept);
    }
  };
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) =>
        pull(controller).catch((error) => {
          end();
          throw error;
        }),
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}
