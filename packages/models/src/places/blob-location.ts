import type { Location } from '../location/location';
import { LocationError } from '../location/location-error';
import { relativeParts } from '../location/relative-path';

/** Files at hand, by their paths, such as those that are dropped on a page. */
export type GivenFiles = ReadonlyMap<string, Blob>;

/** One of them. */
export function blobLocation(path: string, files: GivenFiles): Location {
  return {
    name: path,
    async open() {
      const blob = files.get(path);
      if (blob === undefined) {
        const advice = 'Give all files of a model together: of a TensorFlow.js model also its weights.';
        throw new LocationError(path, 'it is not among the files given', 'it there', advice);
      }
      return { size: blob.size, read: (begin, end) => bytesOf(path, blob.slice(begin, end)) };
    },
    beside(other) {
      const folder = /^(.*\/)?/.exec(path)?.[0] ?? '';
      return blobLocation(folder + relativeParts(other, path).join('/'), files);
    },
  };
}

/** Whether files are given below a path. */
export function isGivenFolder(path: string, files: GivenFiles): boolean {
  const folder = path.endsWith('/') ? path : `${path}/`;
  return [...files.keys()].some((name) => name.startsWith(folder));
}

async function bytesOf(path: string, blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    // A file that is changed or removed after it was chosen.
    const reason = error instanceof Error ? error.message : String(error);
    throw new LocationError(
      path,
      `it cannot be read: ${reason}`,
      'a file that can be read',
      'Choose it again.',
    );
  }
}
