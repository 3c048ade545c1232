import type { Native } from '../native/native';
import type { Grid } from './grid';

/** The tile buffer at the start of a thread's scratch (assembly/tile.ts). */
const TILE_BYTES = 128;
/** Output pixels that the filter gradient computes at once (assembly/convolution.ts). */
const PIXEL_BLOCK = 256;
/** Fields that convolution.ts reads, before the tables. */
const FIELDS = 24;

/** Where the innermost loops of a convolution find their operands: computed once for a geometry, kept on the heap. */
export interface Plan {
  /** The address of the fields that assembly/convolution.ts reads. */
  readonly address: number;
  readonly scratchBytes: number;
  /** Tiles of four rows of the filters' matrix. */
  readonly tiles: number;
  /** How packPanels reads the filters: groups of `depth` rows, at the byte offsets in a table. */
  readonly groupTable: number;
  readonly groups: number;
  readonly depth: number;
}

function isConsecutive(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value === (values[i - 1] as number) + 1);
}

/** @throws OutOfMemoryError */
export function layOut(grid: Grid, { heap, memory }: Native): Plan {
  const { source, rows, columns, stepY, stepX, tapsY, tapsX } = grid;
  const top = Math.min(...tapsY);
  const left = Math.min(...tapsX);
  const height = (rows - 1) * stepY + Math.max(...tapsY) - top + 1;
  const width = (columns - 1) * stepX + Math.max(...tapsX) - left + 1;
  const direct = top >= 0 && left >= 0 && top + height <= source.height && left + width <= source.width;
  const line = (direct ? source.width : width) * source.channels;
  const origin = direct ? top * line + left * source.channels : 0;
  const merged = isConsecutive(tapsX);
  const runs = tapsY.flatMap((y) =>
    (merged ? [left] : tapsX).map((x) => origin + (y - top) * line + (x - left) * source.channels),
  );
  const runLength = merged ? tapsX.length * source.channels : source.channels;
  const pixels = Math.ceil((rows * columns) / 4) * 4;
  const images = Math.max(1, Math.floor(PIXEL_BLOCK / (rows * columns)));
  const sourceFloats = direct
    ? source.height * source.width * source.channels
    : height * width * source.channels;

  const words = FIELDS + runs.length + 2 * pixels + 2 * images * rows + grid.groupOffsets.length;
  const address = heap.allocate(words * 4);
  const table = new Uint32Array(memory.buffer, address, words);
  const runTable = FIELDS;
  const pixelTable = runTable + runs.length;
  const rowTable = pixelTable + 2 * pixels;
  const groupTable = rowTable + 2 * images * rows;
  const at = (word: number) => address + word * 4;
  table.set([
    source.height,
    source.width,
    source.channels,
    top,
    left,
    height,
    width,
    direct ? 1 : 0,
    runs.length,
    runLength,
    at(runTable),
    pixels,
    at(pixelTable),
    grid.targetChannels,
    grid.targetFloats,
    rows,
    columns,
    at(rowTable),
    images,
    stepX * source.channels * 4,
  ]);
  table.set(
    runs.map((offset) => offset * 4),
    runTable,
  );
  for (let p = 0; p < pixels; p++) {
    const pixel = Math.min(p, rows * columns - 1);
    const row = Math.floor(pixel / columns);
    const column = pixel % columns;
    table[pixelTable + 2 * p] = (row * stepY * line + column * stepX * source.channels) * 4;
    table[pixelTable + 2 * p + 1] = grid.targetOffset(row, column) * 4;
  }
  for (let i = 0; i < images * rows; i++) {
    const image = Math.floor(i / rows);
    const row = i % rows;
    table[rowTable + 2 * i] = (image * sourceFloats + row * stepY * line) * 4;
    table[rowTable + 2 * i + 1] = (image * grid.targetFloats + grid.targetOffset(row, 0)) * 4;
  }
  table.set(grid.groupOffsets, groupTable);
  return {
    address,
    scratchBytes: TILE_BYTES + (direct ? 0 : images * sourceFloats * 4) + 64,
    tiles: runs.length * Math.ceil(runLength / 4),
    groupTable: at(groupTable),
    groups: grid.groupOffsets.length,
    depth: grid.depth,
  };
}
