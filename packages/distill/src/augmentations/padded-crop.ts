import { pad, slice } from '@tensorflow/tfjs-core';
import { imageSize } from '../images';
import type { Random } from '../random';
import type { Augmentation } from './augmentation';

/**
 * Pads with `padding` zeros on every side and crops back to the first size at a random offset:
 * torchvision's `RandomCrop(size, padding=padding)` on normalised images.
 */
export function paddedCrop(padding: number): Augmentation {
  const draw = (random: Random) =>
    [random.integer(2 * padding + 1), random.integer(2 * padding + 1)] as const;
  return {
    together(images, random) {
      const [top, left] = draw(random);
      const [batch, height, width, channels] = images.shape;
      const sides: [number, number] = [padding, padding];
      const padded = pad(images, [[0, 0], sides, sides, [0, 0]]);
      return slice(padded, [0, top, left, 0], [batch, height, width, channels]);
    },
    each(batch, random) {
      const [height, width, channels] = batch.shape;
      const size = imageSize(batch.shape);
      const pixels = new Float32Array(batch.pixels.length);
      for (let image = 0; image < batch.count; image++) {
        const [top, left] = draw(random);
        const firstColumn = Math.max(0, padding - left);
        const lastColumn = Math.min(width, width + padding - left);
        if (firstColumn >= lastColumn) continue; // only padding is left of this image
        for (let row = 0; row < height; row++) {
          const sourceRow = row + top - padding;
          if (sourceRow < 0 || sourceRow >= height) continue;
          const source = image * size + (sourceRow * width + firstColumn + left - padding) * channels;
          const length = (lastColumn - firstColumn) * channels;
          pixels.set(
            batch.pixels.subarray(source, source + length),
            image * size + (row * width + firstColumn) * channels,
          );
        }
      }
      return { ...batch, pixels };
    },
  };
}
