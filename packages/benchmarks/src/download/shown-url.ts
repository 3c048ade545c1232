/**
 * A URL for messages, without user name, password and query: `https://me:pw@host/a?token=x` becomes `https://host/a?…`.
 * Whoever has a signed URL has the file.
 */
export function shownUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || parsed.host === '') {
    // Where the password ends is not known: all before the last @ may be it.
    return url.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1').replace(/[?#].*$/s, '?…');
  }
  const hidden = parsed.search + parsed.hash;
  for (const part of ['username', 'password', 'search', 'hash'] as const) parsed[part] = '';
  return hidden === '' ? parsed.href : `${parsed.href}?…`;
}
