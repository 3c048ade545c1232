import type { DownloadFileOptions } from './fetch-file';

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
