import type { Augmentation } from './augmentation';

/** Mirrors every second image, left to right. `torchvision.transforms.RandomHorizontalFlip(0.5)`. */
export const randomHorizontalFlip: Augmentation = (pixels, [, width, channels], random) => {
  if (random() >= 0.5) return pixels;
  const mirrored = new Uint8Array(pixels.length);
  const rowLength = width * channels;
  for (let row = 0; row < pixels.length; row += rowLength) {
    for (
      let from = row, to = row + rowLength - channels;
      from < row + rowLength;
      from += channels, to -= channels
    ) {
      for (let channel = 0; channel < channels; channel++) {
        mirrored[to + channel] = pixels[from + channel] as number;
      }
    }
  }
  return mirrored;
};
