/** Copies the rows of `inner` elements that the indices [begin, end) name. Indices must be in range. */
export function gatherRows(
  source: usize, indices: usize, target: usize, axis: i32, count: i32, inner: i32, begin: i32, end: i32,
): void {
  const bytes = (<usize>inner) << 2;
  for (let i = begin; i < end; i++) {
    const outer = i / count;
    const row = outer * axis + load<i32>(indices + ((<usize>(i % count)) << 2));
    memory.copy(target + <usize>i * bytes, source + <usize>row * bytes, bytes);
  }
}

/** target[ids[i]] += source[i], for the columns [begin, end) of `inner`; negative ids are dropped. Sets target first. */
export function segmentSum(
  source: usize, ids: usize, target: usize, rows: i32, segments: i32, inner: i32, begin: i32, end: i32,
): void {
  const stride = (<usize>inner) << 2;
  const from = (<usize>begin) << 2, to = (<usize>end) << 2;
  for (let s = 0; s < segments; s++) memory.fill(target + <usize>s * stride + from, 0, to - from);
  for (let i = 0; i < rows; i++) {
    const id = load<i32>(ids + ((<usize>i) << 2));
    if (id < 0 || id >= segments) continue;
    const x = source + <usize>i * stride, y = target + <usize>id * stride;
    let c = from;
    for (; c + 16 <= to; c += 16) v128.store(y + c, f32x4.add(v128.load(y + c), v128.load(x + c)));
    for (; c < to; c += 4) store<f32>(y + c, load<f32>(y + c) + load<f32>(x + c));
  }
}
