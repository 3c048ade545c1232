import type { DownloadArchiveOptions } from './fetch-archive';
import { orUnwritable } from './or-unwritable';

/**
 * Fetches a `.tar.gz`, `.zip` or `.whl` file as `downloadFile` does, unpacks it in its folder and removes it. Nothing is done where
 * the wanted folders are there already; an archive that was put at `path` by hand is used. Node only.
 *
 * @throws CorruptFileError if it has another checksum, or cannot be unpacked.
 * @throws The other errors of `downloadFile`.
 */
export async function downloadArchive(options: DownloadArchiveOptions): Promise<void> {
  const { fetchArchive } = await import('./fetch-archive');
  return orUnwritable(options.path, () => fetchArchive(options));
}
