import { access, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DownloadFileOptions, fetchFile } from './fetch-file';
import { holdingLock } from './holding-lock';
import { makeFolder } from './make-folder';
import { unpack } from './unpack';

export interface DownloadArchiveOptions extends DownloadFileOptions {
  /** The folders at its top that are wanted; each appears beside `path` whole or not at all. */
  readonly creates: readonly string[];
}

/** See `downloadArchive`, which loads this file only in Node. */
export async function fetchArchive({ creates, ...options }: DownloadArchiveOptions): Promise<void> {
  const { path, signal } = options;
  const folder = dirname(path);
  if (await areThere(folder, creates)) return;
  await makeFolder(folder);
  // One call unpacks; another that waited for it finds its work done.
  await holdingLock(`${path}.unpacked`, signal, async () => {
    if (await areThere(folder, creates)) return;
    await fetchFile(options);
    await unpack({ archive: path, folder, creates, signal });
    await rm(path);
  });
}

async function areThere(folder: string, names: readonly string[]): Promise<boolean> {
  return Promise.all(names.map((name) => access(join(folder, name)))).then(
    () => true,
    () => false,
  );
}
