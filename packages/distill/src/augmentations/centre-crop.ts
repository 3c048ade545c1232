import { requireCount } from '../option-ranges';
import type { Augmentation } from './augmentation';
import { roundHalfEven } from './round-half-even';
import { windowEach, windowTogether } from './window';

/**
 * The middle size × size pixels, with zeros around an image that is smaller: torchvision's `CenterCrop(size)`.
 * Nothing is drawn.
 *
 * @throws RangeError when `size` is no whole number ≥ 1.
 */
export function centreCrop(size: number): Augmentation {
  requireCount('size', size);
  const offset = (length: number) =>
    length < size ? -Math.floor((size - length) / 2) : roundHalfEven((length - size) / 2);
  return {
    together(images) {
      const [, height, width] = images.shape;
      return windowTogether(images, { top: offset(height), left: offset(width), height: size, width: size });
    },
    each(batch) {
      const [height, width] = batch.shape;
      return windowEach(batch, size, size, () => ({ top: offset(height), left: offset(width) }));
    },
  };
}
