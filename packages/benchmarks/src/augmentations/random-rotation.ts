import type { Augmentation } from './augmentation';

/** Coordinates are fixed-point numbers with 16 fractional bits. */
const ONE = 65_536;

/**
 * Turns the image about its centre by an angle uniform in ±`degrees`: nearest pixel, black where there was none.
 * `torchvision.transforms.RandomRotation(degrees)` of a PIL image, byte for byte at the same angle.
 *
 * @throws RangeError unless 0 ≤ degrees ≤ 180.
 */
export function randomRotation(degrees: number): Augmentation {
  if (!(degrees >= 0 && degrees <= 180)) {
    throw new RangeError(`Rotation by up to ${degrees} degrees: expected 0 to 180. Correct the angle.`);
  }
  return (pixels, shape, random) => rotate(pixels, shape, (2 * random() - 1) * degrees);
}

/**
 * Counter-clockwise by `degrees`, as Pillow's `Image.rotate` with nearest resampling: an inverse affine map in 16.16
 * fixed point (`libImaging/Geometry.c`), sampled at pixel centres.
 */
export function rotate(
  pixels: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
  degrees: number,
): Uint8Array {
  const radians = (-degrees * Math.PI) / 180;
  const cos = Math.cos(radians);
  const sin = Math.sin(radians);
  const fixed = (value: number) => Math.floor(value * ONE + 0.5);
  const stepX = fixed(cos);
  const stepY = fixed(-sin);
  const rowX = fixed(sin);
  const rowY = stepX;
  const centreX = width / 2;
  const centreY = height / 2;
  let startX = fixed(centreX - cos * centreX - sin * centreY + cos * 0.5 + sin * 0.5);
  let startY = fixed(centreY + sin * centreX - cos * centreY - sin * 0.5 + cos * 0.5);
  const rotated = new Uint8Array(pixels.length);
  let to = 0;
  for (let row = 0; row < height; row++, startX += rowX, startY += rowY) {
    for (let column = 0, x = startX, y = startY; column < width; column++, x += stepX, y += stepY) {
      const fromColumn = x >> 16;
      const fromRow = y >> 16;
      if (fromColumn >= 0 && fromColumn < width && fromRow >= 0 && fromRow < height) {
        const from = (fromRow * width + fromColumn) * channels;
        for (let channel = 0; channel < channels; channel++) {
          rotated[to + channel] = pixels[from + channel] as number;
        }
      }
      to += channels;
    }
  }
  return rotated;
}
