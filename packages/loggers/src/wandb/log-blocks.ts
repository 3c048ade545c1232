/** LevelDB's log format, as W&B writes it: blocks of 32 768 bytes, records in pieces that cross no block. */
const block = 32_768;
const head = 7;
/** `:W&B`, a magic number and the version of the format. */
export const fileHead = Uint8Array.of(0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0x00);

const types = { full: 1, first: 2, middle: 3, last: 4 } as const;

/**
 * A record as the bytes to append to a file.
 *
 * @param offset length of the file
 */
export function logRecord(data: Uint8Array, offset: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = offset;
  for (let from = 0, isFirst = true; isFirst || from < data.length; isFirst = false) {
    const left = block - (at % block);
    if (left < head) {
      parts.push(new Uint8Array(left));
      at += left;
    }
    const room = block - (at % block) - head;
    const piece = data.subarray(from, from + room);
    from += piece.length;
    const isLast = from === data.length;
    const type = isFirst ? (isLast ? types.full : types.first) : isLast ? types.last : types.middle;
    const bytes = new Uint8Array(head + piece.length);
    const view = new DataView(bytes.buffer);
    bytes.set(piece, head);
    bytes[6] = type;
    view.setUint16(4, piece.length, true);
    view.setUint32(0, crc32(bytes.subarray(6)), true);
    parts.push(bytes);
    at += bytes.length;
  }
  return Buffer.concat(parts);
}

/**
 * The records of a file up to the last whole one, and where that ends. What a killed process wrote half is not among them.
 */
export function readLogRecords(bytes: Uint8Array): {
  readonly records: readonly Uint8Array[];
  readonly end: number;
} {
  const records: Uint8Array[] = [];
  let pieces: Uint8Array[] = [];
  let end = fileHead.length;
  for (let at = fileHead.length; at + head <= bytes.length; ) {
    const left = block - (at % block);
    if (left < head) {
      at += left;
      continue;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, head);
    const length = view.getUint16(4, true);
    const type = view.getUint8(6);
    const piece = bytes.subarray(at + head, at + head + length);
    if (
      piece.length < length ||
      crc32(bytes.subarray(at + 6, at + head + length)) !== view.getUint32(0, true)
    )
      break;
    at += head + length;
    pieces.push(piece);
    if (type === types.full || type === types.last) {
      records.push(Buffer.concat(pieces));
      pieces = [];
      end = at;
    }
  }
  return { records, end };
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** The checksum of zlib (CRC-32 of IEEE 802.3); Node has it from 22.2 only. */
function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] as number);
  return (crc ^ 0xffffffff) >>> 0;
}
