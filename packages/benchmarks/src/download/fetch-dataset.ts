import { join } from 'node:path';
import { UnknownDatasetError } from '../errors/unknown-dataset-error';
import { fetchArchive } from './fetch-archive';
import { type DownloadProgress, fetchFile } from './fetch-file';
import { type RemoteDataset, remoteDatasets } from './remote-datasets';

/** The data sets that `downloadDataset` can fetch. */
export type DownloadableDataset = keyof typeof remoteDatasets;

export interface DownloadDatasetOptions {
  /** The folder in which data sets are looked for; made where it is missing. */
  readonly dataroot: string;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Ends the download; what has arrived stays for the next attempt. */
  readonly signal?: AbortSignal | undefined;
  /** A mirror: the files are requested as `<baseUrl>/<file name>` instead of at their official addresses. */
  readonly baseUrl?: string | undefined;
}

/** See `downloadDataset`, which loads this file only in Node. */
export async function fetchDataset(
  name: DownloadableDataset,
  options: DownloadDatasetOptions,
): Promise<string> {
  if (!Object.hasOwn(remoteDatasets, name)) {
    throw new UnknownDatasetError(name, Object.keys(remoteDatasets));
  }
  return fetchFiles(remoteDatasets[name], options);
}

/** Fetches, and unpacks, all files of a data set that are not there yet. */
export async function fetchFiles(
  { folder: subfolder, files }: RemoteDataset,
  { dataroot, onProgress, signal, baseUrl }: DownloadDatasetOptions,
): Promise<string> {
  const folder = join(dataroot, subfolder);
  for (const { url: official, creates, ...published } of files) {
    const fileName = official.slice(official.lastIndexOf('/') + 1);
    const url = baseUrl === undefined ? official : `${baseUrl}/${fileName}`;
    const path = join(folder, fileName);
    const file = { url, path, ...published, onProgress, signal };
    await (creates === undefined ? fetchFile(file) : fetchArchive({ ...file, creates }));
  }
  return folder;
}
