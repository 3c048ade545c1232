import { crc32 } from 'node:zlib';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A part of a PNG file: four letters, and what they announce. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/**
 * The chunks of a PNG file, up to its end chunk (https://www.w3.org/TR/png-3/#5DataRep).
 *
 * @throws Error if the file is cut short, or a checksum differs.
 */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  if (signature.some((byte, i) => bytes[i] !== byte)) throw new Error('no signature of a PNG');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let type = '';
  for (let at = signature.length; type !== 'IEND'; ) {
    if (at + 12 > bytes.length) throw new Error('it ends early');
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw new Error('it ends early');
    const named = bytes.subarray(at + 4, end);
    if (view.getUint32(end) !== crc32(named)) throw new Error('a wrong checksum');
    type = String.fromCharCode(...named.subarray(0, 4));
    yield { type, data: named.subarray(4) };
    at = end + 4;
  }
}
