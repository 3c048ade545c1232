import type { Location } from '../location/location';
import { LocationError } from '../location/location-error';
import { relativeParts } from '../location/relative-path';
import type { ByteSource } from '../safetensors/open-safetensors';

/** A file on this machine; Node only. */
export function fileLocation(path: string): Location {
  return {
    name: path,
    open: () => openFile(path),
    beside(other) {
      const parts = relativeParts(other, path);
      const folder = /^(.*[/\\])?/.exec(path)?.[0] ?? '';
      return fileLocation(folder + parts.join('/'));
    },
  };
}

/** Each read opens and closes the file: there is nothing to close, and nothing to leak. */
async function openFile(path: string): Promise<ByteSource> {
  const { closeSync, openSync, readSync, statSync } = await nodeFiles(path);
  const orUnreadable = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const isMissing = code === 'ENOENT';
      const given = isMissing ? 'there is no such file' : `it cannot be read: ${message}`;
      throw new LocationError(path, given, 'a file that can be read', 'Correct the path.', isMissing);
    }
  };
  const stats = orUnreadable(() => statSync(path));
  if (!stats.isFile()) {
    const given = stats.isDirectory() ? 'it is a folder' : 'it is no ordinary file';
    throw new LocationError(path, given, 'a file', 'Give the path of a file in it, such as model.json.');
  }
  return {
    size: stats.size,
    read: async (begin, end) =>
      orUnreadable(() => {
        const bytes = new Uint8Array(end - begin);
        const file = openSync(path, 'r');
        try {
          let at = 0;
          while (at < bytes.length) {
            const length = Math.min(bytes.length - at, 2 ** 30);
            const count = readSync(file, bytes, at, length, begin + at);
            if (count === 0) break;
            at += count;
          }
          return bytes.subarray(0, at);
        } finally {
          closeSync(file);
        }
      }),
  };
}

/** Whether a path is a folder; false in a browser. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    const { statSync } = await import('node:fs');
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

async function nodeFiles(path: string) {
  try {
    return await import('node:fs');
  } catch {
    throw new LocationError(path, 'a browser cannot read paths', 'a URL', 'Give an https:// or hf:// URL.');
  }
}
