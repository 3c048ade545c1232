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
    maxMemoryUsageInMB: frame === undefined ? 1024 : megabytesFor(frame),
  });
  return { width, height, pixels: data };
}

/** What a JPEG says of its image before it comes. */
interface Frame {
  /** Bits a sample. */
  readonly depth: number;
  readonly width: number;
  readonly height: number;
  /** Colours, or 1 for grey. */
  readonly components: number;
}

/** The memory that jpeg-js takes for an image, as it counts it: all that it ever asks for, in units of 2^20 bytes. */
export function megabytesFor({ width, height, components }: Omit<Frame, 'depth'>): number {
  // Samples come in blocks of 8 × 8, and these in squares of up to 4 × 4.
  const samples = 32 * Math.ceil(width / 32) * 32 * Math.ceil(height / 32) * components;
  const values = width * height * (components + 3);
  // A coefficient of 4 bytes and a byte for each sample, the values of each component and those of RGB; 1 for the tables.
  return (5 * samples + values) / 2 ** 20 + 1;
}

/** Undefined if it is not where it should be. */
function frameOf(bytes: Uint8Array): Frame | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // A segment is a marker of two bytes and, with its own two, a length.
  for (let at = 2; at + 10 <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker >= 0xffc0 && marker <= 0xffc2) {
      return {
        depth: view.getUint8(at + 4),
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        components: view.getUint8(at + 9),
      };
    }
    if (marker < 0xffc0 || marker === 0xffff) return undefined;
  }
  return undefined;
}
