import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { UnwritableFileError } from './store';

/**
 * Makes a folder and those above it, where they are missing. Node’s own recursive mkdir says of a read-only disk that there is no such folder,
 * and never returns below /proc (seen with Node 20).
 *
 * @throws UnwritableFileError
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it in between.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new UnwritableFileError(folder, error);
  }
}
