import type { Augmentation } from './augmentation';

/** One augmentation after the other, as `torchvision.transforms.Compose` does it. */
export function inTurn(...steps: readonly Augmentation[]): Augmentation {
  return (pixels, shape, random) =>
    steps.reduce((changed, augment) => augment(changed, shape, random), pixels);
}
