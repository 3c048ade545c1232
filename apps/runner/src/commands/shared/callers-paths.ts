import { expertsLocation, fromCallersFolder } from './callers-folder';

/** A job's keys with the paths among them as the caller means them. */
export function callersPaths<
  K extends { readonly buffer_path?: string | undefined; readonly experts?: string | undefined },
>(keys: K): K {
  return {
    ...keys,
    ...(keys.buffer_path !== undefined && { buffer_path: fromCallersFolder(keys.buffer_path) }),
    ...(keys.experts !== undefined && { experts: expertsLocation(keys.experts) }),
  };
}

/** A configuration with the folders that all its jobs share as the caller means them. */
export function callersFolders<C extends { readonly logdir: string; readonly dataroot: string }>(
  config: C,
): C {
  return {
    ...config,
    logdir: fromCallersFolder(config.logdir),
    dataroot: fromCallersFolder(config.dataroot),
  };
}
