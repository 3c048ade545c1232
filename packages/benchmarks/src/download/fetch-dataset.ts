import { access, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UnknownDatasetError } from '../errors/unknown-dataset-error';
import { type DownloadProgress, fetchFile } from './fetch-file';
import { holdingLock } from './holding-lock';
import { type RemoteDataset, remoteDatasets } from './remote-datasets';
import { unpack } from './unpack';

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
    if (creates !== undefined && (await areThere(folder, creates))) continue;
    const fileName = official.slice(official.lastIndexOf('/') + 1);
    const url = baseUrl === undefined ? official : `${baseUrl}/${fileName}`;
    const path = join(folder, fileName);
    const fetch = () => fetchFile({ url, path, ...published, onProgress, signal });
    if (creates === undefined) {
      await fetch();
      continue;
    }
    await mkdir(folder, { recursive: true });
    // One call unpacks; another that waited for it finds its work done.
    await holdingLock(`${path}.unpacked`, signal, async () => {
      if (await areThere(folder, creates)) return;
      await fetch();
      await unpack({ archive: path, folder, creates, signal });
      await rm(path);
    });
  }
  return folder;
}

async function areThere(folder: string, names: readonly string[]): Promise<boolean> {
  return Promise.all(names.map((name) => access(join(folder, name)))).then(
    () => true,
    () => false,
  );
}
