// Tiles of C that stick out of the matrix are computed in a buffer, and the part inside copied.

import { scratch } from './control';
import { columns4x4, columns4x8, rows4x4, rows4x8 } from './micro-kernels';

/** Bytes of a tile: 4 rows of 8 floats. It lies at the beginning of the thread's scratch buffer. */
export const TILE_BYTES: usize = 128;

@inline
export function tile(): usize {
  return scratch();
}

/** Copies `columns` (1 to 7) floats. */
@inline
export function copyPart(target: usize, source: usize, columns: i32): void {
  if (columns & 4) {
    v128.store(target, v128.load(source));
    target += 16; source += 16;
  }
  if (columns & 2) {
    store<u64>(target, load<u64>(source));
    target += 8; source += 8;
  }
  if (columns & 1) store<u32>(target, load<u32>(source));
}

/** A tile of four rows and `count` (1 to 8) columns as rows4x8 computes it; nothing is written beside it. */
@inline
export function multiplyTile(
  a0: usize, a1: usize, a2: usize, a3: usize, b: usize, table: usize, runs: i32, length: i32,
  c0: usize, c1: usize, c2: usize, c3: usize, bias: usize, count: i32, buffer: usize,
): void {
  if (count == 8) {
    rows4x8(a0, a1, a2, a3, b, table, runs, length, c0, c1, c2, c3, bias);
  } else if (count == 4) {
    rows4x4(a0, a1, a2, a3, b, table, runs, length, c0, c1, c2, c3, bias);
  } else {
    if (count > 4) rows4x8(a0, a1, a2, a3, b, table, runs, length, buffer, buffer + 32, buffer + 64, buffer + 96, bias);
    else rows4x4(a0, a1, a2, a3, b, table, runs, length, buffer, buffer + 32, buffer + 64, buffer + 96, bias);
    copyPart(c0, buffer, count);
    copyPart(c1, buffer + 32, count);
    copyPart(c2, buffer + 64, count);
    copyPart(c3, buffer + 96, count);
  }
}

/** Adds to the upper left `height` x `count` of a tile of C. */
export function accumulateTile(
  a: usize, aStep: usize, b: usize, bStep: usize, table: usize, rows: i32, width: i32,
  c: usize, stride: usize, height: i32, count: i32, buffer: usize,
): void {
  if (height == 4 && count == 8) {
    columns4x8(a, aStep, b, bStep, table, rows, width, c, stride);
  } else if (height == 4 && count == 4) {
    columns4x4(a, aStep, b, bStep, table, rows, width, c, stride);
  } else {
    memory.fill(buffer, 0, TILE_BYTES);
    if (count > 4) columns4x8(a, aStep, b, bStep, table, rows, width, buffer, 32);
    else columns4x4(a, aStep, b, bStep, table, rows, width, buffer, 32);
    for (let i: usize = 0; i < <usize>height; i++) {
      for (let j: usize = 0; j < <usize>count; j++) {
        const at = c + i * stride + (j << 2);
        store<f32>(at, load<f32>(at) + load<f32>(buffer + (i << 5) + (j << 2)));
      }
    }
  }
}
