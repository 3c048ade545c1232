import { resolve } from 'node:path';

/**
 * Resolves a path against the folder in which the user gave the command. Package managers start scripts in the
 * package's folder and pass the user's in INIT_CWD.
 */
export function fromCallersFolder(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** A set of registered experts: a name as it is; anything with a slash is a folder, resolved against the user's. */
export function expertsLocation(given: string): string {
  return /[/\\]/.test(given) ? fromCallersFolder(given) : given;
}
