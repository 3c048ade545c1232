import { LocationError } from '../../location/location-error';
import { follow } from './follow';
import { guardedBody } from './guarded-body';
import { type Lookup, lookupAddresses } from './public-address';

export interface GuardedRequest extends Pick<RequestInit, 'method' | 'headers' | 'body'> {
  /** What is read, for messages. */
  readonly name: string;
  /** Bytes of the answer, unpacked, at most. */
  readonly most: number;
}

/** What tests replace. */
export interface Network {
  /** Length of a second, in milliseconds. */
  readonly second: number;
  readonly lookup: Lookup;
}

export const network: Network = { second: 1000, lookup: lookupAddresses };

/** An answer has to begin within so many seconds, redirects included. */
const answerSeconds = 45;

/**
 * `fetch` as every request of this package is made. An answer that does not begin, comes too slowly or is longer than
 * `most` ends in an error. Redirects lead neither from https to http nor from a public address to a private one; credentials
 * stay with the origin that they are for.
 *
 * @throws {LocationError} Also while the body is read.
 */
export async function guardedFetch(
  url: string,
  { name, most, ...init }: GuardedRequest,
  { second, lookup }: Network = network,
): Promise<Response> {
  const abort = new AbortController();
  let waited = 0;
  const timer = setInterval(() => {
    if (++waited < answerSeconds) return;
    const given = `the server did not answer within ${answerSeconds} seconds`;
    abort.abort(
      new LocationError(name, given, 'an answer', 'Try again later, or get the file from elsewhere.'),
    );
  }, second);
  try {
    const response = await follow(url, { ...init, signal: abort.signal }, name, lookup);
    const body = response.body && guardedBody(response.body, { name, most, second, abort });
    return new Response(body, response);
  } catch (error) {
    abort.abort();
    if (error instanceof LocationError) throw error;
    const reason = error instanceof Error ? String(error.cause ?? error.message) : String(error);
    const given = `the server cannot be reached: ${reason}`;
    throw new LocationError(name, given, 'an answer', 'Check the address and the network.');
  } finally {
    clearInterval(timer);
  }
}
