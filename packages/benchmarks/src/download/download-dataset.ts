import type { DownloadableDataset, DownloadDatasetOptions } from './fetch-dataset';
import { orUnwritable } from './or-unwritable';

/**
 * Fetches a data set from its official address, checks it and unpacks it to where the loaders look for it. What is
 * there already is not fetched again, so an interrupted download is finished by calling this once more; archives that
 * were put into the folder by hand are used. Node only.
 *
 * @returns The folder that holds the data set.
 * @throws DownloadError if a file cannot be fetched; it names the address, and where to put the file by hand.
 * @throws CorruptFileError if a file is not the published one, or cannot be unpacked.
 * @throws UnwritableDataError if the disk is full or may not be written to.
 * @throws UnknownDatasetError if no data set that can be downloaded has this name.
 */
export async function downloadDataset(
  name: DownloadableDataset,
  options: DownloadDatasetOptions,
): Promise<string> {
  const { fetchDataset } = await import('./fetch-dataset');
  return orUnwritable(options.dataroot, () => fetchDataset(name, options));
}
