import type { Augmentation } from './augmentation';

/** One augmentation after the other, the first one first: torchvision's `Compose`. Of none: no change. */
export function inTurn(...augmentations: readonly Augmentation[]): Augmentation {
  return {
    together: (images, random) =>
      augmentations.reduce((changed, augmentation) => augmentation.together(changed, random), images.clone()),
    each: (batch, random) =>
      augmentations.reduce((changed, augmentation) => augmentation.each(changed, random), batch),
  };
}
