const urls = /\b([a-z][a-z\d+.-]{0,20}:\/\/)(?:[^\s/?#]*@)?([^\s?#]*)([?#]\S*)?/gi;

/**
 * Text in which URLs have no user name, no password and no query: `https://me:pw@host/a?token=x` becomes
 * `https://host/a?…`. Whoever has a signed URL has the file.
 */
export function withoutSecrets(text: string): string {
  return text.replace(
    urls,
    (_, scheme: string, path: string, rest?: string) => scheme + path + (rest === undefined ? '' : '?…'),
  );
}
