import { convertIndexedToRgb, decode } from 'fast-png';
import type { DecodedImage } from './decoded-image';

/**
 * The image of a PNG, as Pillow's `convert('RGB')` makes it: grey values thrice, palettes looked up, transparency left
 * away.
 *
 * @throws Error if the bytes are not a whole PNG with 8 bits per channel or a palette.
 */
export function decodePng(bytes: Uint8Array): DecodedImage {
  const png = decode(bytes, { checkCrc: true });
  const { width, height, channels, depth, palette, data } = png;
  if (palette !== undefined) {
    return toRgb({ width, height, pixels: convertIndexedToRgb(png) }, palette[0]?.length ?? 3);
  }
  if (depth !== 8) throw new Error(`${depth} bits a channel`);
  return toRgb(
    { width, height, pixels: new Uint8Array(data.buffer, data.byteOffset, data.length) },
    channels,
  );
}

/** One value (and transparency) thrice, three as they are, a fourth left away. */
function toRgb({ width, height, pixels }: DecodedImage, channels: number): DecodedImage {
  if (channels === 3) return { width, height, pixels };
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += channels) {
    for (let channel = 0; channel < 3; channel++) {
      rgb[to++] = pixels[from + (channels < 3 ? 0 : channel)] as number;
    }
  }
  return { width, height, pixels: rgb };
}
