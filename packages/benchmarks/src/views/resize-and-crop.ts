import type { DecodedImage } from '../images/decoded-image';
import { requireCount } from '../require-count';
import { PilResizer } from './pil-resizer';

/**
 * The centre of an image, `size` × `size` pixels, after its shorter side was resized to `size`: torchvision's
 * `Resize(size)` and `CenterCrop(size)` of a PIL image, byte for byte.
 *
 * @throws RangeError if `size` is not a positive integer
 */
export function resizeAndCrop({ width, height, pixels }: DecodedImage, size: number): Uint8Array {
  requireCount('size', size);
  const longer = Math.trunc((size * Math.max(width, height)) / Math.min(width, height));
  const [newHeight, newWidth] = height < width ? [size, longer] : [longer, size];
  const resized =
    newHeight === height && newWidth === width
      ? pixels
      : new PilResizer([height, width, 3], [newHeight, newWidth]).resize(pixels);
  if (longer === size) return resized;
  const top = roundHalfEven((newHeight - size) / 2);
  const left = roundHalfEven((newWidth - size) / 2);
  const cropped = new Uint8Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    const from = ((top + row) * newWidth + left) * 3;
    cropped.set(resized.subarray(from, from + size * 3), row * size * 3);
  }
  return cropped;
}

/** Python's `round`, which torchvision places the crop with. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
