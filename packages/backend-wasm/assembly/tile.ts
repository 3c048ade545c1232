// Tiles of C that stick out of the matrix are computed in a buffer, and the part inside copied.

import { scratch } from './control';

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
