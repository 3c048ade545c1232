// Convolutions of NHWC images as matrix products whose left matrix is never written down: a row of it is the patch of
// the image that an output pixel sees, a few runs of memory. The tables of their places come from
// src/convolution/plan.ts, which also describes the fields read here.

import { scratch } from './control';
import { accumulateTile, multiplyTile, TILE_BYTES } from './tile';

/** Output pixels that share a pass over the filters' panels. */
const PIXEL_BLOCK = 256;

// Fields of a plan, in bytes; see src/convolution/plan.ts.
@inline function field(plan: usize, index: usize): i32 {
  return load<i32>(plan + (index << 2));
}
const HEIGHT: usize = 0, WIDTH: usize = 1, CHANNELS: usize = 2;
const TOP: usize = 3, LEFT: usize = 4, REGION_HEIGHT: usize = 5, REGION_WIDTH: usize = 6, DIRECT: usize = 7;
const RUNS: usize = 8, RUN_LENGTH: usize = 9, RUN_TABLE: usize = 10;
const PIXELS: usize = 11, PIXEL_TABLE: usize = 12;
const COLUMNS: usize = 13, TARGET_FLOATS: usize = 14;
const ROWS: usize = 15, ROW_WIDTH: usize = 16, ROW_TABLE: usize = 17, IMAGES: usize = 18, STEP: usize = 19;

/** Copies the region of the image that the patches cover, zeros where it reaches beyond the image. */
function copyRegion(image: usize, target: usize, plan: usize): void {
  const height = field(plan, HEIGHT), width = field(plan, WIDTH), channels = field(plan, CHANNELS);
  const top = field(plan, TOP), left = field(plan, LEFT);
  const regionHeight = field(plan, REGION_HEIGHT), regionWidth = field(plan, REGION_WIDTH);
  const pixelBytes = (<usize>channels) << 2;
  const rowBytes = <usize>regionWidth * pixelBytes;
  // Columns of the region: before, inside and after the image.
  const before = max(0, min(regionWidth, -left));
  const inside = max(0, min(regionWidth, width - left) - before);
  const beforeBytes = <usize>before * pixelBytes, insideBytes = <usize>inside * pixelBytes;
  for (let y = 0; y < regionHeight; y++, target += rowBytes) {
    const row = y + top;
    if (row < 0 || row >= height) {
      memory.fill(target, 0, rowBytes);
    } else {
      memory.fill(target, 0, beforeBytes);
      memory.copy(target + beforeBytes, image + <usize>(row * width + left + before) * pixelBytes, insideBytes);
      memory.fill(target + beforeBytes + insideBytes, 0, rowBytes - beforeBytes - insideBytes);
    }
  }
}

/** Convolves the images [begin, end); every output pixel gets its sum and the bias. */
export function convolve(source: usize, target: usize, panels: usize, bias: usize, plan: usize, begin: i32, end: i32): void {
  const imageBytes = (<usize>(field(plan, HEIGHT) * field(plan, WIDTH) * field(plan, CHANNELS))) << 2;
  const targetBytes = (<usize>field(plan, TARGET_FLOATS)) << 2;
  const direct = field(plan, DIRECT);
  const runs = field(plan, RUNS), length = field(plan, RUN_LENGTH), table = <usize>field(plan, RUN_TABLE);
  const pixels = field(plan, PIXELS), pixelTable = <usize>field(plan, PIXEL_TABLE);
  const columns = field(plan, COLUMNS);
  const k = <usize>(runs * length);
  const buffer = scratch();
  const region = buffer + TILE_BYTES;
  for (let image = begin; image < end; image++) {
    let from = source + <usize>image * imageBytes;
    if (!direct) {
      copyRegion(from, region, plan);
      from = region;
    }
    const to = target + <usize>image * targetBytes;
    for (let block = 0; block < pixels; block += PIXEL_BLOCK) {
      const stop = pixelTable + ((<usize>min(block + PIXEL_BLOCK, pixels)) << 3);
      for (let column = 0; column < columns; column += 8) {
        const b = panels + (<usize>column) * k * 4;
        const count = min(columns - column, 8);
        const first = bias + ((<usize>column) << 2);
        const c = to + ((<usize>column) << 2);
        for (let pixel = pixelTable + ((<usize>block) << 3); pixel < stop; pixel += 32) {
          const a0 = from + <usize>load<u32>(pixel), a1 = from + <usize>load<u32>(pixel, 8);
          const a2 = from + <usize>load<u32>(pixel, 16), a3 = from + <usize>load<u32>(pixel, 24);
          const c0 = c + <usize>load<u32>(pixel, 4), c1 = c + <usize>load<u32>(pixel, 12);
          const c2 = c + <usize>load<u32>(pixel, 20), c3 = c + <usize>load<u32>(pixel, 28);
          multiplyTile(a0, a1, a2, a3, b, table, runs, length, c0, c1, c2, c3, first, count, buffer);
        }
      }
    }
  }
}

/**
 * The gradient of a convolution with respect to its filters, for the tiles [begin, end) of four rows of the
 * filters' matrix (runs x run length rows, one column a filter): every output pixel adds its patch times its gradient.
 */
export function filterGradient(
  source: usize, gradient: usize, target: usize, plan: usize, batch: i32, begin: i32, end: i32,
): void {
  const imageBytes = (<usize>(field(plan, HEIGHT) * field(plan, WIDTH) * field(plan, CHANNELS))) << 2;
  const gradientBytes = (<usize>field(plan, TARGET_FLOATS)) << 2;
  const regionBytes = (<usize>(field(plan, REGION_HEIGHT) * field(plan, REGION_WIDTH) * field(plan, CHANNELS))) << 2;
  const direct = field(plan, DIRECT);
  const length = field(plan, RUN_LENGTH), table = <usize>field(plan, RUN_TABLE);
  const columns = field(plan, COLUMNS);
  const stride = (<usize>columns) << 2;
  const rows = field(plan, ROWS), width = field(plan, ROW_WIDTH), rowTable = <usize>field(plan, ROW_TABLE);
  const images = field(plan, IMAGES), aStep = <usize>field(plan, STEP);
  const tiles = (length + 3) / 4;
  const blockRows = max(1, PIXEL_BLOCK / width);
  const buffer = scratch();
  const region = buffer + TILE_BYTES;
  for (let t = begin; t < end; t++) {
    const row = (t / tiles) * length + (t % tiles) * 4;
    memory.fill(target + <usize>row * stride, 0, <usize>min(4, length - (t % tiles) * 4) * stride);
  }
  for (let image = 0; image < batch; image += images) {
    const count = min(images, batch - image);
    let from = source + <usize>image * imageBytes;
    if (!direct) {
      for (let i = 0; i < count; i++) copyRegion(from + <usize>i * imageBytes, region + <usize>i * regionBytes, plan);
      from = region;
    }
    const right = gradient + <usize>image * gradientBytes;
    const allRows = rows * count;
    for (let block = 0; block < allRows; block += blockRows) {
      const some = min(blockRows, allRows - block);
      const blockTable = rowTable + ((<usize>block) << 3);
      for (let t = begin; t < end; t++) {
        const run = t / tiles, offset = (t % tiles) * 4;
        const a = from + <usize>load<u32>(table + ((<usize>run) << 2)) + ((<usize>offset) << 2);
        const c = target + <usize>(run * length + offset) * stride;
        const height = min(4, length - offset);
        for (let column = 0; column < columns; column += 8) {
          const bytes = (<usize>column) << 2;
          accumulateTile(
            a, aStep, right + bytes, stride, blockTable, some, width,
            c + bytes, stride, height, min(columns - column, 8), buffer,
          );
        }
      }
    }
  }
}
