/** Sets the elements [begin, end) of 4 bytes each to one bit pattern. */
export function fill(target: usize, bits: i32, begin: i32, end: i32): void {
  let pointer = target + ((<usize>begin) << 2);
  const stop = target + ((<usize>end) << 2);
  const vector = i32x4.splat(bits);
  for (; pointer + 16 <= stop; pointer += 16) v128.store(pointer, vector);
  for (; pointer < stop; pointer += 4) store<i32>(pointer, bits);
}
