import { resolve } from 'node:path';

/**
 * A path as the caller means it. Package managers start scripts in the package's folder and leave the
 * caller's in INIT_CWD.
 */
export function fromCallersFolder(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** A set of registered experts as the caller means it: a name, or where there is a slash the path of a folder. */
export function expertsLocation(given: string): string {
  return /[/\\]/.test(given) ? fromCallersFolder(given) : given;
}
