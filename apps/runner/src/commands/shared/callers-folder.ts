import { isAbsolute, relative, resolve } from 'node:path';

/**
 * Resolves a path against the folder in which the user gave the command. Package managers start scripts in the
 * package's folder and pass the user's in INIT_CWD.
 */
export function fromCallersFolder(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** An absolute path as the user would write it: relative if it is below the user's folder. */
export function asCallerWrites(path: string): string {
  const short = relative(fromCallersFolder('.'), path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}

/** A set of registered experts: a name as it is; anything with a slash is a folder, resolved against the user's. */
export function expertsLocation(given: string): string {
  return /[/\\]/.test(given) ? fromCallersFolder(given) : given;
}
