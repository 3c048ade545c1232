import { refuseTakenNames } from '../../config/refuse-taken-names';
import { addedImageKinds } from './added-image-kinds';
import { dimpression } from './dimpression';
import type { ImageKind } from './image-kind';
import { minversion } from './minversion';
import { noise } from './noise';
import { painted } from './painted';

/** Every way to make images to teach from. */
export const imageKinds: readonly ImageKind[] = refuseTakenNames('image kind', [
  painted,
  noise,
  minversion,
  dimpression,
  ...addedImageKinds,
]);

/** What `consensus_images` can name. */
export const imageKindNames: readonly string[] = imageKinds.map(({ name }) => name);

/** The names of the kinds that come from the seed, or that are made from an expert, for a sentence: `painted or noise`. */
export function kindsFrom(from: ImageKind['from']): string {
  return imageKinds.flatMap((kind) => (kind.from === from ? [kind.name] : [])).join(' or ');
}

/** @throws RangeError for a name that no kind has; configurations are checked when they are read. */
export function imageKindNamed(name: string): ImageKind {
  const found = imageKinds.find((kind) => kind.name === name);
  if (found === undefined) throw new RangeError(`there are no images of the kind "${name}"`);
  return found;
}
