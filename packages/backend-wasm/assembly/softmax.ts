import { exp4 } from './math';

/** Softmax of the rows [begin, end) of n elements. */
export function softmax(x: usize, y: usize, n: i32, begin: i32, end: i32): void {
  const bytes = (<usize>n) << 2;
  for (let row = <usize>begin; row < <usize>end; row++) {
    const from = x + row * bytes, to = y + row * bytes;
    let top: f32 = -Infinity;
    for (let i: usize = 0; i < bytes; i += 4) top = max<f32>(top, load<f32>(from + i));
    const shift = f32x4.splat(top);
    let sum: f32 = 0;
    for (let i: usize = 0; i < bytes; i += 4) {
      const e = f32x4.extract_lane(exp4(f32x4.sub(v128.load32_splat(from + i), shift)), 0);
      store<f32>(to + i, e);
      sum += e;
    }
    const factor: f32 = 1 / sum;
    for (let i: usize = 0; i < bytes; i += 4) store<f32>(to + i, load<f32>(to + i) * factor);
  }
}
