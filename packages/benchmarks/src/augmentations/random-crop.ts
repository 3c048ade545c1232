import type { Augmentation } from './augmentation';

/**
 * Pads the image with `padding` black pixels a side and cuts its own size out again at a random place: each shift of
 * −padding … padding rows and columns is equally likely. `torchvision.transforms.RandomCrop(size, padding)`.
 *
 * @throws RangeError if `padding` is not an integer ≥ 0.
 */
export function randomCrop(padding: number): Augmentation {
  if (!Number.isInteger(padding) || padding < 0) {
    throw new RangeError(
      `Padding ${padding}: expected an integer of at least 0. Correct the number of pixels.`,
    );
  }
  const shift = (random: () => number) => Math.floor(random() * (2 * padding + 1)) - padding;
  return (pixels, [height, width, channels], random) => {
    const down = shift(random);
    const right = shift(random);
    if (down === 0 && right === 0) return pixels;
    const cropped = new Uint8Array(pixels.length);
    const firstColumn = Math.max(0, right);
    const lastColumn = Math.min(width, width + right);
    if (firstColumn >= lastColumn) return cropped;
    for (let row = Math.max(0, down); row < Math.min(height, height + down); row++) {
      const line = pixels.subarray(
        (row * width + firstColumn) * channels,
        (row * width + lastColumn) * channels,
      );
      cropped.set(line, ((row - down) * width + firstColumn - right) * channels);
    }
    return cropped;
  };
}
