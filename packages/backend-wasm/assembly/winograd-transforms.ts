// The matrices of Winograd's F(4x4, 3x3), as few additions and products as Lavin and Gray (2015) count: each function multiplies a
// column of vectors, four channels at once.

@inline function add(a: v128, b: v128): v128 { return f32x4.add(a, b); }
@inline function sub(a: v128, b: v128): v128 { return f32x4.sub(a, b); }
@inline function times(a: v128, x: f32): v128 { return f32x4.mul(a, f32x4.splat(x)); }

/** Six vectors at `from`, `step` apart, times B transposed; to `to`, `stride` apart. */
@inline export function transformInput(from: usize, step: usize, to: usize, stride: usize): void {
  const d0 = v128.load(from), d1 = v128.load(from + step), d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step), d4 = v128.load(from + 4 * step), d5 = v128.load(from + 5 * step);
  v128.store(to, add(sub(times(d0, 4), times(d2, 5)), d4));
  const a = sub(d4, times(d2, 4)), b = sub(d3, times(d1, 4));
  v128.store(to + stride, add(a, b));
  v128.store(to + 2 * stride, sub(a, b));
  const c = sub(d4, d2), e = times(sub(d3, d1), 2);
  v128.store(to + 3 * stride, add(c, e));
  v128.store(to + 4 * stride, sub(c, e));
  v128.store(to + 5 * stride, add(sub(times(d1, 4), times(d3, 5)), d5));
}

/** Six vectors times A transposed: four. */
@inline export function transformOutput(from: usize, step: usize, to: usize, stride: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step), m5 = v128.load(from + 5 * step);
  const s = add(m1, m2), d = sub(m1, m2), t = add(m3, m4), e = sub(m3, m4);
  v128.store(to, add(add(m0, s), t));
  v128.store(to + stride, add(d, times(e, 2)));
  v128.store(to + 2 * stride, add(s, times(t, 4)));
  v128.store(to + 3 * stride, add(add(d, times(e, 8)), m5));
}

/** Four vectors times A: six. */
@inline export function transformGradient(from: usize, step: usize, to: usize, stride: usize): void {
  const y0 = v128.load(from), y1 = v128.load(from + step), y2 = v128.load(from + 2 * step), y3 = v128.load(from + 3 * step);
  const a = add(y0, y2), b = add(y1, y3);
  const c = add(y0, times(y2, 4)), d = add(times(y1, 2), times(y3, 8));
  v128.store(to, y0);
  v128.store(to + stride, add(a, b));
  v128.store(to + 2 * stride, sub(a, b));
  v128.store(to + 3 * stride, add(c, d));
  v128.store(to + 4 * stride, sub(c, d));
  v128.store(to + 5 * stride, y3);
}

/** Three vectors times G: six. */
@inline export function transformFilter(g0: v128, g1: v128, g2: v128, to: usize, stride: usize): void {
  const s = times(add(g0, g2), -1.0 / 6.0), m = times(g1, 1.0 / 6.0);
  const t = add(times(g0, 1.0 / 24.0), times(g2, 1.0 / 6.0)), n = times(g1, 1.0 / 12.0);
  v128.store(to, times(g0, 0.25));
  v128.store(to + stride, sub(s, m));
  v128.store(to + 2 * stride, add(s, m));
  v128.store(to + 3 * stride, add(t, n));
  v128.store(to + 4 * stride, sub(t, n));
  v128.store(to + 5 * stride, g2);
}

/** Six vectors times G transposed: three. */
@inline export function transformFilterGradient(from: usize, step: usize, to: usize, stride: usize): void {
  const u0 = v128.load(from), u1 = v128.load(from + step), u2 = v128.load(from + 2 * step);
  const u3 = v128.load(from + 3 * step), u4 = v128.load(from + 4 * step), u5 = v128.load(from + 5 * step);
  const s = times(add(u1, u2), -1.0 / 6.0), t = add(u3, u4);
  v128.store(to, add(add(times(u0, 0.25), s), times(t, 1.0 / 24.0)));
  v128.store(to + stride, add(times(sub(u2, u1), 1.0 / 6.0), times(sub(u3, u4), 1.0 / 12.0)));
  v128.store(to + 2 * stride, add(add(s, times(t, 1.0 / 6.0)), u5));
}
