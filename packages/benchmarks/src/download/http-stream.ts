import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

const MAX_REDIRECTS = 5;
/** A connection on which nothing arrives for this long is given up. */
const SILENCE_MS = 60_000;

/**
 * Requests a file, from byte `start` on, and follows redirects. Unlike `fetch` it returns the bytes as they are sent:
 * `fetch` unpacks a `.gz` file that a server labels as an encoding.
 *
 * @throws RangeError for another protocol or too many redirects: retrying is useless.
 * @throws Error if the server does not answer, or `signal` ends the wait.
 */
export async function openHttp(
  url: string,
  start: number,
  signal: AbortSignal | undefined,
  redirects = 0,
): Promise<IncomingMessage> {
  const { protocol } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') throw new RangeError(`${protocol} is not http or https`);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const get = protocol === 'http:' ? getHttp : getHttps;
    const headers = { 'accept-encoding': 'identity', ...(start > 0 && { range: `bytes=${start}-` }) };
    const request = get(url, { headers, signal, timeout: SILENCE_MS }, resolve);
    request.on('timeout', () =>
      request.destroy(new Error(`nothing arrived for ${SILENCE_MS / 1000} seconds`)),
    );
    request.on('error', reject);
  });
  const { statusCode = 0, headers } = response;
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return response;
  response.resume();
  if (redirects === MAX_REDIRECTS) throw new RangeError(`more than ${MAX_REDIRECTS} redirects`);
  return openHttp(new URL(headers.location, url).href, start, signal, redirects + 1);
}
