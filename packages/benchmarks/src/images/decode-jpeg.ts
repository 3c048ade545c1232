import { decode } from 'jpeg-js';
import type { DecodedImage } from './decoded-image';

/**
 * The image of a JPEG file, baseline or progressive.
 *
 * @throws Error if the bytes are not a whole JPEG: missing or damaged parts are not guessed.
 */
export function decodeJpeg(bytes: Uint8Array): DecodedImage {
  const options = { useTArray: true, formatAsRGBA: false, tolerantDecoding: false } as const;
  const { width, height, data } = decode(bytes, options);
  return { width, height, pixels: data };
}
