import type { Location } from '../location/location';
import { LocationError } from '../location/location-error';
import { memorySource } from '../location/memory-source';
import { relativeParts } from '../location/relative-path';
import { unpackedBytes, type ZipRecord } from './read-zip';
import { ZipError } from './zip-error';

/** Bytes of a file in an archive, unpacked, at most: 1 GB. */
const mostUnpacked = 2 ** 30;

/** A file in a zip archive, which is unpacked into memory whenever it is opened. */
export function zipLocation(
  archive: string,
  records: ReadonlyMap<string, ZipRecord>,
  path: string,
): Location {
  const name = `${archive}/${path}`;
  return {
    name,
    async open(most = mostUnpacked) {
      const record = records.get(path);
      if (record === undefined)
        throw new LocationError(name, 'the archive has no such file', 'one', 'Make the archive again.', true);
      try {
        return memorySource(await unpackedBytes(record, Math.min(most, mostUnpacked)));
      } catch (error) {
        if (!(error instanceof ZipError)) throw error;
        throw new LocationError(name, error.given, error.expected, error.advice);
      }
    },
    beside(other) {
      const folder = path.split('/').slice(0, -1);
      return zipLocation(archive, records, [...folder, ...relativeParts(other, name)].join('/'));
    },
  };
}
