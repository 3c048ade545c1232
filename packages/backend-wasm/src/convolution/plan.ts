import type { backend_util } from '@tensorflow/tfjs-core';
import type { Native } from '../native/native';

/** The tile buffer at the start of a thread's scratch (assembly/tile.ts). */
const TILE_BYTES = 128;
/** Output pixels that the filter gradient takes at once (assembly/convolution.ts). */
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

/** A grid of pixels of the target, each the sum of a patch of the source. */
interface Grid {
  source: { height: number; width: number; channels: number };
  /** Pixels of the target, and the distance in the source from one to the next. */
  rows: number;
  columns: number;
  stepY: number;
  stepX: number;
  /** The first pixel's patch. */
  tapsY: readonly number[];
  tapsX: readonly number[];
  targetOffset: (row: number, column: number) => number;
  targetChannels: number;
  /** Floats of a target image. */
  targetFloats: number;
  /** Byte offsets of the groups of the filters' rows. */
  groupOffsets: readonly number[];
  depth: number;
}

function isConsecutive(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value === (values[i - 1] as number) + 1);
}

function layOut(grid: Grid, { heap, memory }: Native): Plan {
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

/** All plans, or, when memory runs out, none. */
function layOutAll(grids: readonly Grid[], native: Native): Plan[] {
  const plans: Plan[] = [];
  try {
    for (const grid of grids) plans.push(layOut(grid, native));
  } catch (error) {
    for (const { address } of plans) native.heap.release(address);
    throw error;
  }
  return plans;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** The convolution itself: the source is the input, the filters are read as they are. */
export function planForward(info: backend_util.Conv2DInfo, native: Native): Plan {
  const { outWidth, outChannels, filterHeight, filterWidth, inChannels } = info;
  return layOut(
    {
      source: { height: info.inHeight, width: info.inWidth, channels: inChannels },
      rows: info.outHeight,
      columns: outWidth,
      stepY: info.strideHeight,
      stepX: info.strideWidth,
      tapsY: range(filterHeight).map((i) => i * info.dilationHeight - info.padInfo.top),
      tapsX: range(filterWidth).map((i) => i * info.dilationWidth - info.padInfo.left),
      targetOffset: (row, column) => (row * outWidth + column) * outChannels,
      targetChannels: outChannels,
      targetFloats: info.outHeight * outWidth * outChannels,
      groupOffsets: [0],
      depth: filterHeight * filterWidth * inChannels,
    },
    native,
  );
}

/** The filter taps along one axis that reach the input pixels `phase`, `phase + stride`, ...: nearest first. */
function tapsOfPhase(phase: number, size: number, stride: number, dilation: number, pad: number) {
  return range(size)
    .map((tap) => ({ tap, distance: phase + pad - tap * dilation }))
    .filter(({ distance }) => distance % stride === 0)
    .map(({ tap, distance }) => ({ tap, distance: distance / stride }))
    .sort((a, b) => a.distance - b.distance);
}

/**
 * The gradient with respect to the input: one convolution of the output's gradient with transposed filters for each
 * phase of the strides, so that no product with an interleaved zero is computed. Pixels of no phase have gradient zero.
 */
export function planBackward(
  info: backend_util.Conv2DInfo,
  native: Native,
): { plans: Plan[]; complete: boolean } {
  const { strideHeight, strideWidth, inHeight, inWidth, inChannels, outChannels, padInfo } = info;
  const grids: Grid[] = [];
  let complete = true;
  for (let y = 0; y < Math.min(strideHeight, inHeight); y++) {
    for (let x = 0; x < Math.min(strideWidth, inWidth); x++) {
      const tapsY = tapsOfPhase(y, info.filterHeight, strideHeight, info.dilationHeight, padInfo.top);
      const tapsX = tapsOfPhase(x, info.filterWidth, strideWidth, info.dilationWidth, padInfo.left);
      if (tapsY.length === 0 || tapsX.length === 0) {
        complete = false;
        continue;
      }
      const groups = tapsY.flatMap((v) => tapsX.map((h) => v.tap * info.filterWidth + h.tap));
      grids.push({
        source: { height: info.outHeight, width: info.outWidth, channels: outChannels },
        rows: Math.ceil((inHeight - y) / strideHeight),
        columns: Math.ceil((inWidth - x) / strideWidth),
        stepY: 1,
        stepX: 1,
        tapsY: tapsY.map(({ distance }) => distance),
        tapsX: tapsX.map(({ distance }) => distance),
        targetOffset: (row, column) =>
          ((y + row * strideHeight) * inWidth + x + column * strideWidth) * inChannels,
        targetChannels: inChannels,
        targetFloats: inHeight * inWidth * inChannels,
        groupOffsets: groups.map((tap) => tap * inChannels * outChannels * 4),
        depth: outChannels,
      });
    }
  }
  return { plans: layOutAll(grids, native), complete };
}
