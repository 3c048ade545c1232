import { accumulateTile, multiplyTile, tile, TILE_BYTES } from './tile';

/** Rows of A that are multiplied with a panel of B while both are in the first-level cache. */
const ROW_BLOCK = 32;
/** Steps of the reduction that columns4x8 makes at once. */
const STEP_BLOCK: usize = 256;

/**
 * The rows [begin, end) of C = A B + bias: A is M x K with rows `aStride` floats apart, B packed in panels.
 * `zero` is the address of a zero (the table of one run).
 */
export function matmulRows(
  a: usize, aStride: i32, panels: usize, bias: usize, c: usize,
  k: i32, n: i32, zero: usize,
  begin: i32, end: i32,
): void {
  const aBytes = (<usize>aStride) << 2;
  const cBytes = (<usize>n) << 2;
  const buffer = tile();
  for (let block = begin; block < end; block += ROW_BLOCK) {
    const stop = min(block + ROW_BLOCK, end);
    for (let column = 0; column < n; column += 8) {
      const b = panels + (<usize>column) * (<usize>k) * 4;
      const count = min(n - column, 8);
      const first = bias + ((<usize>column) << 2);
      for (let row = block; row < stop; row += 4) {
        // Rows past the last repeat it: they write the same again.
        const r1 = min(row + 1, stop - 1), r2 = min(row + 2, stop - 1), r3 = min(row + 3, stop - 1);
        const a0 = a + <usize>row * aBytes, a1 = a + <usize>r1 * aBytes;
        const a2 = a + <usize>r2 * aBytes, a3 = a + <usize>r3 * aBytes;
        const to = c + ((<usize>column) << 2);
        const c0 = to + <usize>row * cBytes, c1 = to + <usize>r1 * cBytes;
        const c2 = to + <usize>r2 * cBytes, c3 = to + <usize>r3 * cBytes;
        multiplyTile(a0, a1, a2, a3, b, zero, 1, k, c0, c1, c2, c3, first, count, buffer);
      }
    }
  }
}

/** Copies `width` floats (4 or 8) of each of `steps` rows, `stride` bytes apart, one after the other. */
@inline function packSteps(source: usize, stride: usize, steps: i32, target: usize, width: i32): void {
  for (let i = 0; i < steps; i++, source += stride) {
    v128.store(target, v128.load(source));
    if (width > 4) v128.store(target, v128.load(source, 16), 16);
    target += width > 4 ? 32 : 16;
  }
}

/** Tiles of four rows whose columns of A are packed at once. */
const TILE_GROUP = 32;

/**
 * The tiles of four rows [begin, end) of C = transpose(A) B: A is K x M, B is K x N. C is M x N. Both are packed by
 * pieces: read in place, rows that are a power of two apart would evict each other from the cache.
 * `zeros` is the address of two zeros (the table of one row).
 */
export function matmulColumns(
  a: usize, b: usize, c: usize,
  m: i32, n: i32, k: i32, zeros: usize,
  begin: i32, end: i32,
): void {
  const aStep = (<usize>m) << 2, bStep = (<usize>n) << 2;
  const buffer = tile();
  const packedB = buffer + TILE_BYTES;
  const packedA = packedB + STEP_BLOCK * 32;
  memory.fill(c + <usize>begin * 4 * bStep, 0, <usize>(min(end * 4, m) - begin * 4) * bStep);
  for (let step = 0; step < k; step += <i32>STEP_BLOCK) {
    const steps = min(k - step, <i32>STEP_BLOCK);
    for (let group = begin; group < end; group += TILE_GROUP) {
      const stop = min(group + TILE_GROUP, end);
      for (let block = group; block < stop; block++) {
        const from = a + <usize>step * aStep + ((<usize>block) << 4);
        packSteps(from, aStep, steps, packedA + <usize>(block - group) * (STEP_BLOCK * 16), 4);
      }
      for (let column = 0; column < n; column += 8) {
        const count = min(n - column, 8);
        const width: usize = count > 4 ? 32 : 16;
        packSteps(b + <usize>step * bStep + ((<usize>column) << 2), bStep, steps, packedB, count);
        for (let block = group; block < stop; block++) {
          const height = min(m - block * 4, 4);
          const left = packedA + <usize>(block - group) * (STEP_BLOCK * 16);
          const to = c + <usize>(block * 4) * bStep + ((<usize>column) << 2);
          accumulateTile(left, 16, packedB, width, zeros, 1, steps, to, bStep, height, count, buffer);
        }
      }
    }
  }
}
