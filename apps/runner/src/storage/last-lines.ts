import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isMissing } from './is-missing';
import { UnreadableFileError } from './store';

/**
 * The whole lines among the last `most` bytes of a file that is perhaps being written; none if there is no such file.
 *
 * @throws UnreadableFileError
 */
export function lastLines(path: string, most: number): readonly string[] {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const from = Math.max(0, size - most);
      const bytes = Buffer.alloc(size - from);
      const length = readSync(file, bytes, 0, bytes.length, from);
      const lines = bytes.toString('utf8', 0, length).split('\n');
      return lines.slice(from === 0 ? 0 : 1, -1); // The first may be torn, and the last is empty or not finished.
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (isMissing(error)) return [];
    throw new UnreadableFileError(path, error);
  }
}
