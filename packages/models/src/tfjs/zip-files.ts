import { writeZip } from '../zip/write-zip';

/**
 * Files by name as one zip archive, such as those of `layersFiles`: as Teachable Machine's exports are, to be opened as they are. They are stored,
 * not compressed; equal files give equal bytes.
 *
 * @throws {ZipError} More than 65 534 files or 4 GB.
 */
export function zipFiles(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return writeZip([...files]);
}
