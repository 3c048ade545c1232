import type { DownloadProgress } from './download-file';
import type { remoteDatasets } from './remote-datasets';

/** The data sets that {@link downloadDataset} knows. */
export type DownloadableDataset = keyof typeof remoteDatasets;

export interface DownloadDatasetOptions {
  /** The folder in which data sets are looked for; made where it is missing. */
  readonly dataroot: string;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Ends the download; what has arrived stays for the next attempt. */
  readonly signal?: AbortSignal | undefined;
  /** A mirror: the files are asked for as `<baseUrl>/<file name>` instead of at their official addresses. */
  readonly baseUrl?: string | undefined;
}

/**
 * Fetches a data set from its official address, checks it and unpacks it to where the loaders look for it. What is
 * there already is not fetched again, so an interrupted download is finished by calling this once more; archives that
 * were put into the folder by hand are taken. Node only.
 *
 * @returns The folder that holds the data set.
 * @throws DownloadError if a file cannot be fetched; it says from where, and where to put it by hand.
 * @throws CorruptFileError if a file is not the published one, or cannot be unpacked.
 * @throws UnknownDatasetError if no data set that can be downloaded has this name.
 */
export async function downloadDataset(
  name: DownloadableDataset,
  options: DownloadDatasetOptions,
): Promise<string> {
  const { fetchDataset } = await import('./fetch-dataset');
  return fetchDataset(name, options);
}
