import { reverse } from '@tensorflow/tfjs-core';
import { requireWholeBatch } from '../images';
import { requireShare } from '../option-ranges';
import type { Augmentation } from './augmentation';

/**
 * Left becomes right with this probability: torchvision's `RandomHorizontalFlip(p)`.
 *
 * @throws RangeError unless the probability is from 0 to 1.
 */
export function horizontalFlip(probability = 0.5): Augmentation {
  requireShare('probability', probability);
  return {
    together: (images, random) => (random.uniform() < probability ? reverse(images, 2) : images.clone()),
    each(batch, random) {
      requireWholeBatch(batch);
      const [height, width, channels] = batch.shape;
      const pixels = batch.pixels.slice();
      for (let image = 0; image < batch.count; image++) {
        if (random.uniform() >= probability) continue;
        for (let row = image * height; row < (image + 1) * height; row++) {
          for (let column = 0; column < width; column++) {
            const from = (row * width + column) * channels;
            const to = (row * width + width - 1 - column) * channels;
            for (let c = 0; c < channels; c++) pixels[to + c] = batch.pixels[from + c] as number;
          }
        }
      }
      return { ...batch, pixels };
    },
  };
}
