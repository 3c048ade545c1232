// Tiles of images as rows of the 36 matrices.

import { transformInput } from './winograd-transforms';

/** Positions in a transformed tile. */
export const POSITIONS: usize = 36;

/** Transforms a 6x6 patch of the image, zeros outside of it, into row `tile` of the 36 matrices. */
@inline export function patchToRows(
  image: usize, height: i32, width: i32, channels: i32, y0: i32, x0: i32,
  patch: usize, buffer: usize, to: usize, matrixBytes: usize,
): void {
  const pixel = (<usize>channels) << 2;
  let from = image + <usize>((y0 * width + x0) * channels * 4);
  let line = <usize>width * pixel;
  if (y0 < 0 || x0 < 0 || y0 + 6 > height || x0 + 6 > width) {
    const first = max(0, -x0), last = min(6, width - x0);
    for (let v = 0; v < 6; v++) {
      const row = patch + <usize>v * 6 * pixel;
      const outside = y0 + v < 0 || y0 + v >= height || last <= first;
      const begin: usize = outside ? 6 * pixel : <usize>first * pixel;
      const end: usize = outside ? 6 * pixel : <usize>last * pixel;
      // Whole vectors, in order: what reaches too far is written again after. Calls of memory.copy cost more.
      for (let i: usize = 0; i < begin; i += 16) v128.store(row + i, i32x4.splat(0));
      for (let i = begin, at = from + <usize>v * line; i < end; i += 16) v128.store(row + i, v128.load(at + i));
      for (let i = end; i < 6 * pixel; i += 16) v128.store(row + i, i32x4.splat(0));
    }
    from = patch;
    line = 6 * pixel;
  }
  for (let c: usize = 0; c < pixel; c += 16) {
    for (let column: usize = 0; column < 6; column++) transformInput(from + column * pixel + c, line, buffer + (column << 4), 96);
    for (let row: usize = 0; row < 6; row++) transformInput(buffer + row * 96, 16, to + 6 * row * matrixBytes + c, matrixBytes);
  }
}
