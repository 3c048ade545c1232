// Reductions of the middle dimension of [outer, middle, inner]. 0 sum, 1 maximum, 2 minimum.

@inline function combine(f: i32, a: v128, b: v128): v128 {
  return f == 0 ? f32x4.add(a, b) : f == 1 ? f32x4.max(a, b) : f32x4.min(a, b);
}

@inline function combineScalar(f: i32, a: f32, b: f32): f32 {
  return f == 0 ? a + b : f == 1 ? max<f32>(a, b) : min<f32>(a, b);
}

@inline function first(f: i32): f32 {
  return f == 0 ? 0 : f == 1 ? -Infinity : Infinity;
}

/** A contiguous row. Sixteen partial results keep the rounding error small. */
@inline function row(f: i32, x: usize, n: i32): f32 {
  let a = f32x4.splat(first(f)), b = a, c = a, d = a;
  const end = x + ((<usize>n) << 2);
  for (; x + 64 <= end; x += 64) {
    a = combine(f, a, v128.load(x));
    b = combine(f, b, v128.load(x, 16));
    c = combine(f, c, v128.load(x, 32));
    d = combine(f, d, v128.load(x, 48));
  }
  for (; x + 16 <= end; x += 16) a = combine(f, a, v128.load(x));
  a = combine(f, combine(f, a, b), combine(f, c, d));
  let r = combineScalar(
    f,
    combineScalar(f, f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    combineScalar(f, f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
  for (; x < end; x += 4) r = combineScalar(f, r, load<f32>(x));
  return r;
}

/** Columns: each result is combined over `middle` rows of `inner` elements. */
@inline function columns(f: i32, x: usize, y: usize, middle: i32, inner: i32, scale: f32): void {
  const stride = (<usize>inner) << 2;
  const s = f32x4.splat(scale);
  let column: usize = 0;
  for (; column + 64 <= stride; column += 64) {
    let a = f32x4.splat(first(f)), b = a, c = a, d = a;
    let p = x + column;
    for (let i = 0; i < middle; i++, p += stride) {
      a = combine(f, a, v128.load(p));
      b = combine(f, b, v128.load(p, 16));
      c = combine(f, c, v128.load(p, 32));
      d = combine(f, d, v128.load(p, 48));
    }
    v128.store(y + column, f32x4.mul(a, s));
    v128.store(y + column, f32x4.mul(b, s), 16);
    v128.store(y + column, f32x4.mul(c, s), 32);
    v128.store(y + column, f32x4.mul(d, s), 48);
  }
  for (; column + 16 <= stride; column += 16) {
    let a = f32x4.splat(first(f));
    let p = x + column;
    for (let i = 0; i < middle; i++, p += stride) a = combine(f, a, v128.load(p));
    v128.store(y + column, f32x4.mul(a, s));
  }
  for (; column < stride; column += 4) {
    let a = first(f);
    let p = x + column;
    for (let i = 0; i < middle; i++, p += stride) a = combineScalar(f, a, load<f32>(p));
    store<f32>(y + column, a * scale);
  }
}

@inline function run(f: i32, x: usize, y: usize, middle: i32, inner: i32, scale: f32, begin: i32, end: i32): void {
  const size = (<usize>(middle * inner)) << 2;
  for (let outer = <usize>begin; outer < <usize>end; outer++) {
    if (inner == 1) store<f32>(y + (outer << 2), row(f, x + outer * size, middle) * scale);
    else columns(f, x + outer * size, y + outer * (<usize>inner << 2), middle, inner, scale);
  }
}

/** The results are multiplied by `scale` (1/n for a mean). */
export function reduce(f: i32, x: usize, y: usize, middle: i32, inner: i32, scale: f32, begin: i32, end: i32): void {
  if (f == 0) run(0, x, y, middle, inner, scale, begin, end);
  else if (f == 1) run(1, x, y, middle, inner, scale, begin, end);
  else run(2, x, y, middle, inner, scale, begin, end);
}
