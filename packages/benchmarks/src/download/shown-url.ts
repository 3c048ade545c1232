/**
 * A URL for messages, without user name, password and query: `https://me:pw@host/a?token=x` becomes `https://host/a?…`.
 * Whoever has a signed URL has the file.
 */
export function shownUrl(url: string): string {
  // Where the password ends in a URL that is not well-formed is not known: all before the last @ may be it.
  const user = URL.canParse(url) ? /^([^/]*\/\/)[^/?#]*@/ : /^([^/]*\/\/)?.*@/s;
  return url.replace(user, '$1').replace(/[?#].*$/s, '?…');
}
