import { dimpression } from './dimpression';
import type { ImageKind } from './image-kind';
import { minversion } from './minversion';
import { noise } from './noise';
import { painted } from './painted';

/** Every way to make images to teach from. */
export const imageKinds: readonly ImageKind[] = [painted, noise, minversion, dimpression];

/** What `consensus_images` can name. */
export const imageKindNames: readonly string[] = imageKinds.map(({ name }) => name);

/** @throws RangeError for a name that no kind has; configurations are checked when they are read. */
export function imageKindNamed(name: string): ImageKind {
  const found = imageKinds.find((kind) => kind.name === name);
  if (found === undefined) throw new RangeError(`there are no images of the kind "${name}"`);
  return found;
}
