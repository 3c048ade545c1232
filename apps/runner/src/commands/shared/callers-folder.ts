import { isAbsolute, relative, resolve } from 'node:path';
import { isInstalled } from './installation';

/**
 * Resolves a path against the folder in which the user gave the command. In a checkout pnpm starts it in the runner's folder,
 * and passes the user's in INIT_CWD.
 */
export function fromCallersFolder(path: string): string {
  const folder = isInstalled ? process.cwd() : (process.env.INIT_CWD ?? process.cwd());
  return resolve(folder, path);
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
