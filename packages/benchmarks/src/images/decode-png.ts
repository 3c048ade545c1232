import { inflateSync } from 'node:zlib';
import { type DecodedImage, refuseSize } from './decoded-image';
import { pngChunks } from './png-chunks';
import { unfilter } from './unfilter-png';

/** What a PNG says of its pixels before they come. */
interface Header {
  readonly width: number;
  readonly height: number;
  /** Bits a sample. */
  readonly depth: number;
  /** 0 grey, 2 colours, 3 places in a palette, 4 and 6 with transparency. */
  readonly kind: number;
  readonly interlaced: boolean;
}

/** By kind: samples a pixel, and the depths that there are. */
const kinds: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** A share of the pixels that is stored as an image of its own: those at left + right · x, top + down · y. */
interface Pass {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly down: number;
}

const whole: readonly Pass[] = [{ left: 0, top: 0, right: 1, down: 1 }];
const adam7: readonly Pass[] = [
  { left: 0, top: 0, right: 8, down: 8 },
  { left: 4, top: 0, right: 8, down: 8 },
  { left: 0, top: 4, right: 4, down: 8 },
  { left: 2, top: 0, right: 4, down: 4 },
  { left: 0, top: 2, right: 2, down: 4 },
  { left: 1, top: 0, right: 2, down: 2 },
  { left: 0, top: 1, right: 1, down: 2 },
];

/**
 * The image of a PNG of any depth and kind (https://www.w3.org/TR/png-3), as Pillow's `convert('RGB')` makes it: grey values
 * thrice, palettes looked up, the upper byte of 16 bits, transparency ignored. One difference: of 16 bits of grey, too, it is
 * the upper byte, where Pillow clips.
 *
 * @throws Error if the bytes are not a whole PNG, it has too many pixels, or its data are more or less than it says.
 */
export function decodePng(bytes: Uint8Array): DecodedImage {
  const { header, palette, packed } = readPng(bytes);
  const { width, height, depth, kind, interlaced } = header;
  refuseSize(width, height);
  const samples = kinds[kind]?.samples as number;
  const passes = (interlaced ? adam7 : whole).map((pass) => {
    const columns = Math.ceil((width - pass.left) / pass.right);
    const rows = columns === 0 ? 0 : Math.ceil((height - pass.top) / pass.down);
    return { ...pass, columns, rows, rowBytes: Math.ceil((columns * samples * depth) / 8) };
  });
  const data = unpack(
    packed,
    passes.reduce((total, { rows, rowBytes }) => total + rows * (1 + rowBytes), 0),
  );
  const pixels = new Uint8Array(width * height * 3);
  const write = rowWriter(header, palette, pixels);
  let at = 0;
  for (const { left, top, right, down, columns, rows, rowBytes } of passes) {
    let above = new Uint8Array(rowBytes);
    for (let y = 0; y < rows; y++) {
      const row = data.subarray(at + 1, at + 1 + rowBytes);
      unfilter(data[at] as number, row, above, Math.ceil((samples * depth) / 8));
      write(row, columns, 3 * ((top + y * down) * width + left), 3 * right);
      above = row;
      at += 1 + rowBytes;
    }
  }
  return { width, height, pixels };
}

function readPng(bytes: Uint8Array) {
  let header: Header | undefined;
  let palette = new Uint8Array(0);
  const packed: Uint8Array[] = [];
  for (const { type, data } of pngChunks(bytes)) {
    if (type === 'IHDR') header = readHeader(data);
    else if (type === 'PLTE') palette = data.slice();
    else if (type === 'IDAT') packed.push(data);
  }
  if (header === undefined) throw new Error('no header');
  return { header, palette, packed: together(packed) };
}

function together(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function readHeader(data: Uint8Array): Header {
  const [depth = 0, kind = 0, compression, filter, interlace = 2] = data.subarray(8);
  const known = kinds[kind]?.depths.includes(depth) && compression === 0 && filter === 0 && interlace < 2;
  if (data.length !== 13 || !known) throw new Error('a header that PNG does not have');
  const view = new DataView(data.buffer, data.byteOffset);
  return { width: view.getUint32(0), height: view.getUint32(4), depth, kind, interlaced: interlace === 1 };
}

/** Exactly `size` bytes out of `packed`: a small file may pack any number of them. */
function unpack(packed: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  try {
    // In one piece: to put pieces together takes as much memory again.
    const data = inflateSync(packed, { maxOutputLength: size, chunkSize: Math.max(64, size + 1) });
    if (data.length === size) return data;
    throw new Error(`data for ${data.length} of ${size} bytes`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new Error(`data for more than ${size} bytes`);
  }
}

/** A function that writes a row of samples as pixels: from `to` on, `step` values apart. */
function rowWriter({ depth, kind }: Header, palette: Uint8Array, pixels: Uint8Array) {
  const samples = kinds[kind]?.samples as number;
  const sampleAt = sampleReader(depth);
  // 1, 2 or 4 bits of grey are spread over 0 … 255.
  const scale = kind === 0 && depth < 8 ? 255 / (2 ** depth - 1) : 1;
  return (row: Uint8Array, columns: number, to: number, step: number): void => {
    if (depth === 8 && kind !== 3) {
      // The usual kinds, without a call for each sample.
      const next = samples < 3 ? 0 : 1;
      for (let x = 0, from = 0, first = to; x < columns; x++, from += samples, first += step) {
        pixels[first] = row[from] as number;
        pixels[first + 1] = row[from + next] as number;
        pixels[first + 2] = row[from + 2 * next] as number;
      }
      return;
    }
    for (let x = 0, first = to; x < columns; x++, first += step) {
      const from = kind === 3 ? 3 * sampleAt(row, x) : samples * x;
      if (kind === 3 && from >= palette.length) throw new Error('a place beyond its palette');
      for (let channel = 0; channel < 3; channel++) {
        pixels[first + channel] =
          kind === 3
            ? (palette[from + channel] as number)
            : scale * sampleAt(row, samples < 3 ? from : from + channel);
      }
    }
  };
}

/** How samples of `depth` bits lie in a row. */
function sampleReader(depth: number): (row: Uint8Array, index: number) => number {
  if (depth === 8) return (row, index) => row[index] as number;
  if (depth === 16) return (row, index) => row[2 * index] as number;
  const mask = 2 ** depth - 1;
  return (row, index) => {
    const bit = index * depth;
    return ((row[bit >> 3] as number) >> (8 - depth - (bit & 7))) & mask;
  };
}
