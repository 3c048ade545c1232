import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isMissing } from '../storage/is-missing';
import { UnreadableFileError } from '../storage/store';

/** A file that lies where it seems to lie. Close it. */
export interface InsideFile {
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly changed: number;
  /** The bytes from `from` up to `to`, fewer where the file ends before. */
  read(from: number, to: number): Buffer;
  close(): void;
}

/** Never follow a link; never wait for the other end of a pipe. Windows has neither flag. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file below a folder, if there is one; what is reached through a link or is no file counts as nothing.
 *
 * @param root the folder, without links
 * @throws UnreadableFileError
 */
export function openInside(root: string, path: string): InsideFile | undefined {
  try {
    const folder = realpathSync(dirname(path));
    if (
      folder !== dirname(path) ||
      !`${folder}${sep}`.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)
    )
      return undefined;
    const descriptor = openSync(path, flags);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) {
      closeSync(descriptor);
      return undefined;
    }
    return {
      size: stat.size,
      changed: stat.mtimeMs,
      read(from, to) {
        const bytes = Buffer.alloc(Math.max(0, Math.min(to, stat.size) - from));
        const length = readSync(descriptor, bytes, 0, bytes.length, from);
        return bytes.subarray(0, length);
      },
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    // A link, or a socket.
    if (isMissing(error) || ['ELOOP', 'ENXIO'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw new UnreadableFileError(path, error);
  }
}

/**
 * The bytes of a file below a folder; undefined if there is none that can be had.
 *
 * @param most bytes; a larger file counts as none
 * @throws UnreadableFileError
 */
export function readInside(root: string, folder: string, name: string, most: number): Buffer | undefined {
  const file = openInside(root, join(folder, name));
  if (file === undefined) return undefined;
  try {
    return file.size > most ? undefined : file.read(0, file.size);
  } finally {
    file.close();
  }
}
