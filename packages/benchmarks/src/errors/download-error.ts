/** A file could not be fetched from its address: no network, no such file, or a server that gives up. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  readonly url: string;
  /** Where the file was to be put, and can be put by hand. */
  readonly path: string;
  /** The server's answer, such as 404; undefined where there was none. */
  readonly status: number | undefined;

  constructor(
    facts: {
      url: string;
      path: string;
      reason: string;
      status?: number | undefined;
      /** Another way to get the file. */
      otherwise?: string | undefined;
    },
    options?: ErrorOptions,
  ) {
    const { url, path, reason, status, otherwise = 'Or fetch the file by other means' } = facts;
    super(
      `Download of ${url} failed: ${reason}; expected the whole file. Check the connection and try again: the download ` +
        `continues where it stopped. ${otherwise}, put it at ${path} and try again.`,
      options,
    );
    this.url = url;
    this.path = path;
    this.status = status;
  }
}
