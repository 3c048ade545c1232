/**
 * Text in which URLs have no user name, no password and no query: `https://me:pw@host/a?token=x` becomes
 * `https://host/a?…`. Whoever has a signed URL has the file.
 */
export function withoutSecrets(text: string): string {
  return text.replace(/\b[a-z][a-z\d+.-]{0,20}:\/\/\S*/gi, shownUrl);
}

function shownUrl(url: string): string {
  // Where the password ends in a URL that is not well-formed is not known: all before the last @ may be it.
  const user = URL.canParse(url) ? /^([^/]*\/\/)[^/?#]*@/ : /^([^/]*\/\/).*@/;
  return url.replace(user, '$1').replace(/[?#].*$/, '?…');
}
