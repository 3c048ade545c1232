import type { Checksum } from './checksum';

/** How far a download has come. */
export interface DownloadProgress {
  readonly url: string;
  /** Bytes on disk, those of earlier attempts included. */
  readonly received: number;
  /** Bytes of the whole file; undefined where the server does not say. */
  readonly total: number | undefined;
}

export interface DownloadFileOptions extends Checksum {
  readonly url: string;
  /** Where the file is put: whole and checked, or not at all. Its folder is made. */
  readonly path: string;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Ends the download; what has arrived stays for the next attempt. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fetches one file over HTTP. A file that is there already, and is what the checksum says, is not fetched again. What
 * arrives is kept beside it as `<path>.part`; after a cut, in this call or an earlier one, the download goes on from
 * there if a checksum can tell whether the halves belong together, and starts anew otherwise. Of several callers, also
 * in several processes, one fetches the file and the others wait for it. Node only.
 *
 * @throws DownloadError if there is no connection, the server has no such file, or goes on failing.
 * @throws CorruptFileError if the server sends another file than the checksum says; nothing is kept then.
 * @throws The signal's reason, where it ends the download.
 */
export async function downloadFile(options: DownloadFileOptions): Promise<void> {
  const { fetchFile } = await import('./fetch-file');
  return fetchFile(options);
}
