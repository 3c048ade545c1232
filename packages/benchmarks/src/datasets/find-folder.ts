import { type KnownFile, locateFile } from './verified-file';

/** The first of `folders` that holds all of `files`, plain or compressed. */
export async function findFolder(
  files: readonly KnownFile[],
  folders: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    const paths = await Promise.all(files.map((file) => locateFile(folder, file)));
    if (!paths.includes(undefined)) return folder;
  }
  return undefined;
}
