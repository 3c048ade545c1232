import { decode } from 'jpeg-js';
import type { DecodedImage } from './decoded-image';

/**
 * The image of a JPEG file, baseline or progressive.
 *
 * @throws Error if the bytes are no whole JPEG: what is cut short or damaged is not guessed.
 */
export function decodeJpeg(bytes: Uint8Array): DecodedImage {
  const options = { useTArray: true, formatAsRGBA: false, tolerantDecoding: false } as const;
  const { width, height, data } = decode(bytes, options);
  return { width, height, pixels: data };
}
