import { LocationError } from '../../location/location-error';
import { isPublic, type Lookup } from './public-address';

const mostRedirects = 5;

/**
 * Requests a URL and follows its redirects. A browser follows them itself, by its own rules, and shows none.
 *
 * @param name for messages
 * @throws {LocationError} A redirect leads from https to http, or from a public address to one that is not
 * or not known, or there are
 * too many. @throws What `fetch` throws.
 */
export async function follow(
  start: string,
  init: RequestInit,
  name: string,
  lookup: Lookup,
): Promise<Response> {
  let request = requestOf(new URL(start), init);
  let cameFromPublic = false;
  for (let redirects = 0; ; redirects++) {
    const { url } = request;
    const response = await fetch(url, { ...request.init, redirect: 'manual' });
    if (response.type === 'opaqueredirect') return fetch(url, { ...request.init, redirect: 'follow' });
    const target = response.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || target === null) return response;
    void response.body?.cancel().catch(() => undefined);

    const refuse = (what: string, advice = 'Get the file from elsewhere.') => {
      throw new LocationError(name, `it is redirected ${what}`, 'the file itself', advice);
    };
    if (redirects === mostRedirects) refuse(`more than ${mostRedirects} times`);
    const next = URL.canParse(target, url) ? new URL(target, url) : refuse('to no valid address');
    const isWeb = next.protocol === 'https:' || next.protocol === 'http:';
    if (!isWeb || (url.protocol === 'https:' && next.protocol === 'http:')) {
      refuse(`from ${url.protocol} to ${next.href}`);
    }
    // What is not known to be private may be public.
    cameFromPublic ||= (await isPublic(url.hostname, lookup)) !== false;
    const isNextPublic = !cameFromPublic || (await isPublic(next.hostname, lookup));
    if (!isNextPublic) {
      const where =
        isNextPublic === false
          ? 'into this machine or a private network, to'
          : 'to a name that cannot be resolved here, in';
      refuse(`${where} ${next.href}`, 'If you trust it, give this address itself.');
    }
    request = requestOf(next, redirected(request.init, response.status, next.origin === url.origin));
  }
}

/** A request whose credentials are a header and not in the URL, where `fetch` refuses them. */
function requestOf(url: URL, init: RequestInit): { readonly url: URL; readonly init: RequestInit } {
  const headers = new Headers(init.headers);
  headers.set('accept-encoding', 'identity');
  if (url.username !== '' || url.password !== '') {
    const bytes = new TextEncoder().encode([url.username, url.password].map(decodeURIComponent).join(':'));
    headers.set('authorization', `Basic ${btoa(String.fromCharCode(...bytes))}`);
  }
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return { url: bare, init: { ...init, headers } };
}

/** The same request elsewhere, as the fetch standard has it. */
function redirected(init: RequestInit, status: number, isSameOrigin: boolean): RequestInit {
  const headers = new Headers(init.headers);
  if (!isSameOrigin) headers.delete('authorization');
  const isGet = status === 303 || ((status === 301 || status === 302) && init.method === 'POST');
  if (!isGet) return { ...init, headers };
  const { body: _, method: __, ...rest } = init;
  headers.delete('content-type');
  return { ...rest, headers };
}
