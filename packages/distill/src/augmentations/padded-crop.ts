import { requireWhole } from '../option-ranges';
import type { Random } from '../random';
import type { Augmentation } from './augmentation';
import { windowEach, windowTogether } from './window';

/**
 * Pads with `padding` zeros on every side and crops back to the first size at a random offset:
 * torchvision's `RandomCrop(size, padding=padding)` on normalised images.
 *
 * @throws RangeError when `padding` is no whole number ≥ 0.
 */
export function paddedCrop(padding: number): Augmentation {
  requireWhole('padding', padding);
  const offset = (random: Random) => random.integer(2 * padding + 1) - padding;
  return {
    together(images, random) {
      const [, height, width] = images.shape;
      return windowTogether(images, { top: offset(random), left: offset(random), height, width });
    },
    each(batch, random) {
      const [height, width] = batch.shape;
      return windowEach(batch, height, width, () => ({ top: offset(random), left: offset(random) }));
    },
  };
}
