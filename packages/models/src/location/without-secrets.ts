/**
 * Text in which URLs have no user name, no password and no query: `https://me:pw@host/a?token=x` becomes
 * `https://host/a?…`. Whoever has a signed URL has the file. A URL ends at a space, unless its password has one: see
 * {@link shownLocation} for a text that is one URL.
 */
export function withoutSecrets(text: string): string {
  return text.replace(urls, (url) => {
    // Where the password ends in a URL that is not well-formed is not known: all before the last @ may be it.
    const user = URL.canParse(url) ? /^([a-z\d+.-]*:[/\\]*)[^/?#]*@/i : /^([a-z\d+.-]*:\/\/)?.*@/is;
    return url.replace(user, '$1').replace(/[?#].*$/s, '?…');
  });
}

/** Browsers and `fetch` take `https:host`, `https:/host` and `https:\\host` for `https://host`. */
const urls = /\b(?:(?:https?|ftp|wss?):[/\\]*|[a-z][a-z\d+.-]{0,20}:\/\/)(?:[^/?#]*@)?\S*/gi;

/** The URL of a file as it is requested, or its path, in the same way without secrets. */
export function shownLocation(location: string): string {
  const parsed = URL.canParse(location) ? new URL(location) : undefined;
  // A path of Windows counts as a URL without a host.
  if (parsed === undefined || parsed.host === '') return withoutSecrets(location);
  const hidden = parsed.search + parsed.hash;
  for (const part of ['username', 'password', 'search', 'hash'] as const) parsed[part] = '';
  return hidden === '' ? parsed.href : `${parsed.href}?…`;
}
