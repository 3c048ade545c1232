import type { Location } from '../../location/location';
import { type HubReference, hubPath, hubUrlOf } from './hub-reference';
import { type HubOptions, openHubFile } from './open-hub-file';

/** A file of the Hugging Face Hub. */
export function hubLocation(reference: HubReference, options: HubOptions): Location {
  const name = hubUrlOf(reference);
  return {
    name,
    open: () => openHubFile(reference, options),
    beside(path) {
      const folder = reference.path.split('/').slice(0, -1);
      return hubLocation({ ...reference, path: [...folder, hubPath(path, name)].join('/') }, options);
    },
  };
}
