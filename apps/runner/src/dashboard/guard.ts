/** The headers of a request that say where it comes from. */
export interface Origins {
  /** The name of the machine that the request was sent to, with the port. */
  readonly host: string | undefined;
  /** The page that made the request. */
  readonly origin: string | undefined;
  /** How that page is related, as the browser says. */
  readonly site: string | undefined;
}

/**
 * Why a request is refused, or undefined. Whoever reads the page sees every log and configuration, so no other page may: not by a name that an
 * attacker lets point to this machine (DNS rebinding), nor by asking from elsewhere. A link from elsewhere may open the page itself.
 *
 * @param port that the server listens on
 * @param isPage whether the request asks for the page itself
 */
export function refusal({ host, origin, site }: Origins, port: number, isPage: boolean): string | undefined {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  if (host === undefined || !hosts.includes(host.toLowerCase()))
    return `The request names another host than this one. Open http://127.0.0.1:${port} instead.`;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)
    return 'The request comes from another page, which may read nothing here.';
  if (!isPage && site !== undefined && site !== 'same-origin' && site !== 'none')
    return 'The request comes from another site, which may read nothing here.';
  return undefined;
}
