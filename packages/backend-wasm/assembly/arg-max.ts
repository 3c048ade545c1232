/**
 * Where the largest of `length` elements lies, the first of equals, for the columns [begin, end) of outer x inner. A NaN is
 * larger than nothing, and nothing is larger than one in the first place: as in tfjs.
 */
export function argMax(source: usize, target: usize, length: i32, inner: i32, begin: i32, end: i32): void {
  const stride = (<usize>inner) << 2;
  for (let i = begin; i < end; i++) {
    const outer = i / inner;
    let at = source + ((<usize>outer * <usize>length * <usize>inner + <usize>(i - outer * inner)) << 2);
    let top = load<f32>(at);
    let place = 0;
    for (let j = 1; j < length; j++) {
      at += stride;
      const value = load<f32>(at);
      if (value > top) {
        top = value;
        place = j;
      }
    }
    store<i32>(target + ((<usize>i) << 2), place);
  }
}
