import { resolve } from 'node:path';

/**
 * A path as the caller means it. Package managers start scripts in the package's folder and leave the
 * caller's in INIT_CWD.
 */
export function fromCallersFolder(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}
