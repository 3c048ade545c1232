import { type ImageDataset, resizeImages } from '@exmodel/benchmarks';
import type { ImageShape } from '@exmodel/distill';
import { MergeError } from './merge-error';

/**
 * Colour images of files as the experts take them: resized, and grey if they take one channel.
 *
 * @param flag that gave the images
 * @throws MergeError The experts take neither one nor three channels.
 */
export function asInput(
  files: ImageDataset,
  [height, width, channels]: ImageShape,
  flag: string,
): ImageDataset {
  const colour = resizeImages(files, height, width);
  if (channels === 3) return colour;
  if (channels === 1) return grey(colour);
  const given = `the experts take images of ${channels} channels`;
  throw new MergeError(given, '1 or 3, as image files have', `Omit ${flag}.`);
}

/** Luma, as Pillow's `convert('L')` computes it. */
function grey(colour: ImageDataset): ImageDataset {
  const [height, width] = colour.shape;
  return {
    ...colour,
    shape: [height, width, 1],
    label: (index) => colour.label(index),
    pixels(index) {
      const pixels = colour.pixels(index);
      return Uint8Array.from({ length: height * width }, (_, i) => {
        const [red, green, blue] = pixels.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
        return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
      });
    },
  };
}
