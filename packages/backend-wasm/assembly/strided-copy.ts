// Transpose, slice, concatenate, pad, reverse and tile are copies between two ways of stepping through memory.

/**
 * Copies the rows [begin, end) of elements of 4 bytes. The table has, for each of `rank` outer dimensions, its
 * size and the strides of source and target in elements (a source stride may be negative or zero); `inner` elements,
 * sourceStep and targetStep apart, make a row.
 */
export function stridedCopy(
  source: usize, target: usize, table: usize, rank: i32,
  inner: i32, sourceStep: i32, targetStep: i32,
  begin: i32, end: i32,
): void {
  const bytes = (<usize>inner) << 2;
  const s = sourceStep << 2, t = targetStep << 2;
  for (let row = begin; row < end; row++) {
    let rest = row, i: i32 = 0, j: i32 = 0;
    for (let d = rank - 1; d >= 0; d--) {
      const entry = table + <usize>d * 12;
      const size = load<i32>(entry);
      const index = rest % size;
      rest /= size;
      i += index * load<i32>(entry, 4);
      j += index * load<i32>(entry, 8);
    }
    let from = source + <usize>(i << 2);
    let to = target + <usize>(j << 2);
    if (s == 4 && t == 4) {
      if (bytes >= 64) memory.copy(to, from, bytes);
      else for (let k: usize = 0; k < bytes; k += 4) store<u32>(to + k, load<u32>(from + k));
    } else {
      for (let k = 0; k < inner; k++, from += s, to += t) store<u32>(to, load<u32>(from));
    }
  }
}
