import { type LoadedStudy, loadStudy } from '../../config/load-study';
import { strategies } from '../../strategies/registry';
import { fromCallersFolder } from './callers-folder';
import { callersFolders, callersPaths } from './callers-paths';

/** A study whose relative paths are resolved against the user's folder. */
export interface CallersStudy extends LoadedStudy {
  /** By variant: the keys that differ, as written in the file. */
  readonly changes: LoadedStudy['config']['variants'];
}

/**
 * Reads a study with the command line's changes.
 *
 * @param set `key=value` assignments
 */
export function loadStudyFile(file: string, set: readonly string[]): CallersStudy {
  const loaded = loadStudy(fromCallersFolder(file), strategies, set);
  const { variants: changes } = loaded.config;
  const variants = Object.fromEntries(
    Object.entries(changes).map(([name, keys]) => [name, callersPaths(keys)]),
  );
  return { ...loaded, config: { ...callersPaths(callersFolders(loaded.config)), variants }, changes };
}
