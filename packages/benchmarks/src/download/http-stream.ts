import { get as getHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { get as getHttps } from 'node:https';
import { Pace, SlowServerError } from './pace';
import { isPublic, type Lookup, lookupAddresses, toPublicOnly } from './public-address';
import { shownUrl } from './shown-url';

/** What tests replace. */
export interface Network {
  /** Length of a second, in milliseconds. */
  readonly second: number;
  readonly lookup: Lookup;
}

export const network: Network = { second: 1000, lookup: lookupAddresses };

const MAX_REDIRECTS = 5;
/** An answer has to begin within so many seconds, redirects included. */
const ANSWER_SECONDS = 45;

/**
 * Requests a file, from byte `start` on, and follows redirects, but neither from https to http nor from a public address
 * to a private one. Unlike `fetch` it returns the bytes as they are sent: `fetch` unpacks a `.gz` file that a server labels as an encoding.
 *
 * @throws RangeError for another protocol, or redirects that are not followed: retrying is useless.
 * @throws SlowServerError if the answer does not begin.
 * @throws Error if there is no server, or `signal` ends the wait.
 */
export async function openHttp(
  url: string,
  start: number,
  signal: AbortSignal | undefined,
  { second, lookup }: Network,
): Promise<IncomingMessage> {
  const slow = new AbortController();
  let waited = 0;
  const timer = setInterval(() => {
    if (++waited < ANSWER_SECONDS) return;
    slow.abort(new SlowServerError(`the server did not answer within ${ANSWER_SECONDS} seconds`));
  }, second);
  try {
    return await follow(
      new URL(url),
      start,
      AbortSignal.any(signal ? [signal, slow.signal] : [slow.signal]),
      lookup,
    );
  } catch (error) {
    slow.signal.throwIfAborted();
    throw error;
  } finally {
    clearInterval(timer);
  }
}

async function follow(
  first: URL,
  start: number,
  signal: AbortSignal,
  lookup: Lookup,
): Promise<IncomingMessage> {
  let url = first;
  let cameFromPublic = false;
  let connection: RequestOptions = {};
  for (let redirects = 0; ; redirects++) {
    const response = await request(url, start, { ...connection, signal });
    const { statusCode = 0, headers } = response;
    if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return response;
    const server = response.socket.remoteAddress ?? url.hostname;
    response.destroy();
    if (redirects === MAX_REDIRECTS) throw new RangeError(`more than ${MAX_REDIRECTS} redirects`);
    const next = new URL(headers.location, url);
    if (url.protocol === 'https:' && next.protocol === 'http:') {
      throw new RangeError(`it is redirected from https to ${shownUrl(next.href)}`);
    }
    cameFromPublic ||= await isPublic(server, lookup);
    if (cameFromPublic) {
      const where = 'into this machine or a private network';
      const refusal = new RangeError(`it is redirected ${where}, to ${shownUrl(next.href)}`);
      if (!(await isPublic(next.hostname, lookup))) throw refusal;
      // Connections that are kept were made without this check.
      connection = { lookup: toPublicOnly(lookup, refusal), agent: false };
    }
    url = next;
  }
}

async function request(url: URL, start: number, options: RequestOptions): Promise<IncomingMessage> {
  const { protocol } = url;
  if (protocol !== 'http:' && protocol !== 'https:') throw new RangeError(`${protocol} is not http or https`);
  return new Promise((resolve, reject) => {
    const get = protocol === 'http:' ? getHttp : getHttps;
    const headers = { 'accept-encoding': 'identity', ...(start > 0 && { range: `bytes=${start}-` }) };
    get(url, { ...options, headers }, resolve).on('error', reject);
  });
}

/** The bytes of an answer. @throws SlowServerError if they come too slowly. */
export async function* bodyOf(response: IncomingMessage, { second }: Network): AsyncGenerator<Uint8Array> {
  const pace = new Pace((error) => response.destroy(error), second);
  const chunks = response[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const { done, value } = await pace.during(chunks.next());
      if (done) return;
      pace.arrived(value.length);
      yield value;
    }
  } finally {
    pace.stop();
    response.destroy();
  }
}
