import type { DownloadFileOptions } from './fetch-file';
import { orUnwritable } from './or-unwritable';

/**
 * Fetches one file over HTTP. A file that is there already, with the expected checksum, is not fetched again. What
 * arrives is kept beside it as `<path>.part`; after an interruption, in this call or an earlier one, the download continues
 * there if a checksum can show whether the halves belong together, and starts anew otherwise. If there are several
 * callers, also in several processes, one fetches the file and the others wait for it. Node only.
 *
 * @throws DownloadError if there is no connection, the server has no such file, or keeps failing.
 * @throws CorruptFileError if what the server sends has another checksum; nothing is kept then.
 * @throws UnwritableDataError if the disk is full or may not be written to.
 * @throws The signal's reason, where it ends the download.
 */
export async function downloadFile(options: DownloadFileOptions): Promise<void> {
  const { fetchFile } = await import('./fetch-file');
  return orUnwritable(options.path, () => fetchFile(options));
}
