import type { Location } from '../location/location';
import { LocationError } from '../location/location-error';
import { blobLocation, type GivenFiles } from './blob-location';
import { fileLocation } from './file-location';
import { httpLocation } from './http-location';
import { hubLocation } from './hub/hub-location';
import { parseHubReference } from './hub/hub-reference';
import type { HubOptions } from './hub/open-hub-file';

export interface LocationOptions {
  readonly hub?: HubOptions | undefined;
  /** Files at hand, by their paths, such as those that are dropped on a page. A path then means one of them, and none on this machine. */
  readonly files?: GivenFiles | undefined;
}

/**
 * Resolves a name: `https://…`, `hf://owner/repo[@revision]/file`, or a path: on this machine, or of `files`.
 *
 * @throws {LocationError} Another scheme, or no file.
 */
export function locate(name: string, { hub = {}, files }: LocationOptions = {}): Location {
  if (/^https?:\/\//i.test(name)) return httpLocation(name);
  if (/^hf:\/\//i.test(name)) return hubLocation(parseHubReference(name), hub);
  if (/^[a-z][a-z+.-]+:\/\//i.test(name)) {
    throw new LocationError(
      name,
      'a URL of this kind is not read',
      'a path, https:// or hf://',
      'Download it.',
    );
  }
  return files === undefined ? fileLocation(name) : blobLocation(name, files);
}
