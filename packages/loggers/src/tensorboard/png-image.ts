/** A PNG file's bytes, and what TensorBoard wants to know of them beforehand. */
export interface PngImage {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey with alpha, 3 colours, 4 colours with alpha. */
  readonly channels: number;
  readonly bytes: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

/**
 * Reads the header of a PNG file.
 *
 * @throws RangeError where `bytes` do not begin as a PNG does
 */
export function pngImage(bytes: Uint8Array): PngImage {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const channels = bytes.length < 33 ? undefined : CHANNELS[header.getUint8(25)];
  if (channels === undefined || SIGNATURE.some((byte, i) => bytes[i] !== byte)) {
    throw new RangeError(
      `These ${bytes.length} bytes are no PNG file; expected its signature and header. Let the image event name a PNG.`,
    );
  }
  return { width: header.getUint32(16), height: header.getUint32(20), channels, bytes };
}
