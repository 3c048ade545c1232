import type { Location } from '../../location/location';
import { memorySource } from '../../location/memory-source';
import { relativeParts } from '../../location/relative-path';
import { type HubReference, hubUrlOf } from './hub-reference';
import { type HubOptions, readHubFile } from './read-hub-file';

/** A file of the Hugging Face Hub. It is read whole, since its checksum covers the whole. */
export function hubLocation(reference: HubReference, options: HubOptions): Location {
  const name = hubUrlOf(reference);
  return {
    name,
    open: async () => memorySource(await readHubFile(reference, options)),
    beside(path) {
      const folder = reference.path.split('/').slice(0, -1);
      return hubLocation(
        { ...reference, path: [...folder, ...relativeParts(path, name)].join('/') },
        options,
      );
    },
  };
}
