// Packs B: columns in panels of 8, the last one of 4 where 4 suffice; missing columns are zero.

/**
 * Packs the panels [begin, end).
 *
 * B's rows come in `groups` of `depth`: the element of group g, row k, column n is at
 * source + offsets[g] + 4 * (k * rowStride + n * columnStride).
 */
export function packPanels(
  source: usize, target: usize,
  offsets: usize, groups: i32, depth: i32,
  columns: i32, rowStride: i32, columnStride: i32,
  begin: i32, end: i32,
): void {
  const rows = <usize>(groups * depth);
  for (let panel = begin; panel < end; panel++) {
    const first = panel * 8;
    const count = min(columns - first, 8);
    const width: usize = count > 4 ? 32 : 16;
    let to = target + <usize>panel * rows * 32;
    for (let g = 0; g < groups; g++) {
      let from = source + <usize>load<u32>(offsets + ((<usize>g) << 2)) + ((<usize>(first * columnStride)) << 2);
      const rowBytes = (<usize>rowStride) << 2;
      if (columnStride == 1 && count == 8) {
        for (let k = 0; k < depth; k++) {
          v128.store(to, v128.load(from));
          v128.store(to, v128.load(from, 16), 16);
          from += rowBytes; to += 32;
        }
      } else {
        const columnBytes = (<usize>columnStride) << 2;
        for (let k = 0; k < depth; k++) {
          v128.store(to, i32x4.splat(0));
          if (width == 32) v128.store(to, i32x4.splat(0), 16);
          let at = from;
          for (let n: usize = 0; n < <usize>count; n++, at += columnBytes) store<u32>(to + (n << 2), load<u32>(at));
          from += rowBytes; to += width;
        }
      }
    }
  }
}
