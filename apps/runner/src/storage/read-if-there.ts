import { readFileSync } from 'node:fs';
import { isMissing } from './is-missing';
import { UnreadableFileError } from './store';

/**
 * The bytes of a file, for files that are not in a store; undefined if there is none.
 *
 * @throws UnreadableFileError
 */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new UnreadableFileError(path, error);
  }
}
