import { decode } from 'jpeg-js';
import { type DecodedImage, mostMegapixels, refuseSize } from './decoded-image';

/**
 * The image of a JPEG file, baseline or progressive; grey, colours or CMYK.
 *
 * @throws Error if the bytes are not a whole JPEG of 8 bits a sample (missing or damaged parts are not guessed), or it has too
 *   many pixels.
 */
export function decodeJpeg(bytes: Uint8Array): DecodedImage {
  const frame = frameOf(bytes);
  if (frame !== undefined) {
    if (frame.depth !== 8) throw new Error(`${frame.depth} bits a sample`);
    refuseSize(frame.width, frame.height);
  }
  const { width, height, data } = decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: mostMegapixels,
    maxMemoryUsageInMB: 1024,
  });
  return { width, height, pixels: data };
}

/** What a JPEG says of its image before it comes; undefined if that is not where it should be. */
function frameOf(bytes: Uint8Array): { depth: number; width: number; height: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // A segment is a marker of two bytes and, with its own two, a length.
  for (let at = 2; at + 9 <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker >= 0xffc0 && marker <= 0xffc2) {
      return { depth: view.getUint8(at + 4), height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    if (marker < 0xffc0 || marker === 0xffff) return undefined;
  }
  return undefined;
}
