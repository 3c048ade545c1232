import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './has-code';

/**
 * Makes a folder and those above it, where they are missing. Node's own recursive mkdir says of a read-only disk that there is no such
 * folder, and never returns below /proc (seen with Node 20).
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await isThere(folder)) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  try {
    await mkdir(folder);
  } catch (error) {
    // Another process may have made it in between.
    if (!hasCode(error, ['EEXIST'])) throw error;
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
