// Batch normalisation of [rows, channels]. Statistics are computed part by part while a part is in the cache (its mean, then
// the squares around it) and combined as in Chan, Golub and LeVeque (1979): one pass over memory, without cancellation.

@inline function store4(at: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(at, a);
  v128.store(at, b, 16);
  v128.store(at, c, 32);
  v128.store(at, d, 48);
}

/** For the parts [begin, end) of `partRows` rows: the sums, and the sums of squared distances from the part's mean. */
export function moments(
  x: usize, sums: usize, squares: usize, rows: i32, channels: i32, partRows: i32, begin: i32, end: i32,
): void {
  const stride = (<usize>channels) << 2;
  for (let part = begin; part < end; part++) {
    const first = part * partRows;
    const count = min(partRows, rows - first);
    const from = x + <usize>first * stride;
    const sum = sums + <usize>part * stride, square = squares + <usize>part * stride;
    const inverse: f32 = <f32>1 / <f32>count;
    const inverse4 = f32x4.splat(inverse);
    let c: usize = 0;
    // A cache line at a time: four sums that do not wait for one another.
    for (; c + 64 <= stride; c += 64) {
      let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
      for (let i = 0, p = from + c; i < count; i++, p += stride) {
        s0 = f32x4.add(s0, v128.load(p));
        s1 = f32x4.add(s1, v128.load(p, 16));
        s2 = f32x4.add(s2, v128.load(p, 32));
        s3 = f32x4.add(s3, v128.load(p, 48));
      }
      store4(sum + c, s0, s1, s2, s3);
      const m0 = f32x4.mul(s0, inverse4), m1 = f32x4.mul(s1, inverse4), m2 = f32x4.mul(s2, inverse4), m3 = f32x4.mul(s3, inverse4);
      let q0 = f32x4.splat(0), q1 = q0, q2 = q0, q3 = q0;
      for (let i = 0, p = from + c; i < count; i++, p += stride) {
        const d0 = f32x4.sub(v128.load(p), m0), d1 = f32x4.sub(v128.load(p, 16), m1);
        const d2 = f32x4.sub(v128.load(p, 32), m2), d3 = f32x4.sub(v128.load(p, 48), m3);
        q0 = f32x4.add(q0, f32x4.mul(d0, d0));
        q1 = f32x4.add(q1, f32x4.mul(d1, d1));
        q2 = f32x4.add(q2, f32x4.mul(d2, d2));
        q3 = f32x4.add(q3, f32x4.mul(d3, d3));
      }
      store4(square + c, q0, q1, q2, q3);
    }
    for (; c + 16 <= stride; c += 16) {
      let s = f32x4.splat(0);
      for (let i = 0, p = from + c; i < count; i++, p += stride) s = f32x4.add(s, v128.load(p));
      v128.store(sum + c, s);
      const mean = f32x4.mul(s, inverse4);
      let q = f32x4.splat(0);
      for (let i = 0, p = from + c; i < count; i++, p += stride) {
        const d = f32x4.sub(v128.load(p), mean);
        q = f32x4.add(q, f32x4.mul(d, d));
      }
      v128.store(square + c, q);
    }
    for (; c < stride; c += 4) {
      let s: f32 = 0;
      for (let i = 0, p = from + c; i < count; i++, p += stride) s += load<f32>(p);
      store<f32>(sum + c, s);
      const mean: f32 = s * inverse;
      let q: f32 = 0;
      for (let i = 0, p = from + c; i < count; i++, p += stride) {
        const d = load<f32>(p) - mean;
        q += d * d;
      }
      store<f32>(square + c, q);
    }
  }
}

/** The mean and the biased variance of the channels [begin, end) from the parts' moments. */
export function combineMoments(
  sums: usize, squares: usize, mean: usize, variance: usize, rows: i32, channels: i32, partRows: i32, begin: i32, end: i32,
): void {
  const parts = (rows + partRows - 1) / partRows;
  for (let c = begin; c < end; c++) {
    let total: f64 = 0;
    for (let part = 0; part < parts; part++) total += <f64>load<f32>(sums + ((<usize>(part * channels + c)) << 2));
    const center = total / <f64>rows;
    let q: f64 = 0;
    for (let part = 0; part < parts; part++) {
      const at = (<usize>(part * channels + c)) << 2;
      const count = <f64>min(partRows, rows - part * partRows);
      const distance = <f64>load<f32>(sums + at) / count - center;
      q += <f64>load<f32>(squares + at) + count * distance * distance;
    }
    store<f32>(mean + ((<usize>c) << 2), <f32>center);
    store<f32>(variance + ((<usize>c) << 2), <f32>(q / <f64>rows));
  }
}

/** factor = scale / sqrt(variance + epsilon), shift = offset - mean * factor. */
export function normFactors(
  mean: usize, variance: usize, scale: usize, offset: usize, factor: usize, shift: usize, epsilon: f32,
  begin: i32, end: i32,
): void {
  for (let c = <usize>begin << 2; c < <usize>end << 2; c += 4) {
    const f: f32 = load<f32>(scale + c) / sqrt<f32>(load<f32>(variance + c) + epsilon);
    store<f32>(factor + c, f);
    store<f32>(shift + c, load<f32>(offset + c) - load<f32>(mean + c) * f);
  }
}

/** y = x * factor + shift by channel, for the rows [begin, end). */
export function affineRows(x: usize, y: usize, factor: usize, shift: usize, channels: i32, begin: i32, end: i32): void {
  const stride = (<usize>channels) << 2;
  const whole = stride & ~15;
  for (let row = <usize>begin * stride; row < <usize>end * stride; row += stride) {
    const from = x + row, to = y + row;
    let c: usize = 0;
    for (; c < whole; c += 16) {
      v128.store(to + c, f32x4.add(f32x4.mul(v128.load(from + c), v128.load(factor + c)), v128.load(shift + c)));
    }
    for (; c < stride; c += 4) store<f32>(to + c, load<f32>(from + c) * load<f32>(factor + c) + load<f32>(shift + c));
  }
}

/** For the parts [begin, end): the sums of dy, and of dy * (x - mean). */
export function gradientMoments(
  x: usize, dy: usize, mean: usize, sums: usize, products: usize, rows: i32, channels: i32, partRows: i32,
  begin: i32, end: i32,
): void {
  const stride = (<usize>channels) << 2;
  for (let part = begin; part < end; part++) {
    const first = part * partRows;
    const count = min(partRows, rows - first);
    const from = <usize>first * stride;
    const to = <usize>part * stride;
    let c: usize = 0;
    for (; c + 64 <= stride; c += 64) {
      const m0 = v128.load(mean + c), m1 = v128.load(mean + c, 16), m2 = v128.load(mean + c, 32), m3 = v128.load(mean + c, 48);
      let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
      for (let i = 0, p = from + c; i < count; i++, p += stride) {
        const g0 = v128.load(dy + p), g1 = v128.load(dy + p, 16);
        s0 = f32x4.add(s0, g0);
        q0 = f32x4.add(q0, f32x4.mul(g0, f32x4.sub(v128.load(x + p), m0)));
        s1 = f32x4.add(s1, g1);
        q1 = f32x4.add(q1, f32x4.mul(g1, f32x4.sub(v128.load(x + p, 16), m1)));
        const g2 = v128.load(dy + p, 32), g3 = v128.load(dy + p, 48);
        s2 = f32x4.add(s2, g2);
        q2 = f32x4.add(q2, f32x4.mul(g2, f32x4.sub(v128.load(x + p, 32), m2)));
        s3 = f32x4.add(s3, g3);
        q3 = f32x4.add(q3, f32x4.mul(g3, f32x4.sub(v128.load(x + p, 48), m3)));
      }
      store4(sums + to + c, s0, s1, s2, s3);
      store4(products + to + c, q0, q1, q2, q3);
    }
    for (; c + 16 <= stride; c += 16) {
      const center = v128.load(mean + c);
      let s = f32x4.splat(0), q = s;
      for (let i = 0, p = from + c; i < count; i++, p += stride) {
        const g = v128.load(dy + p);
        s = f32x4.add(s, g);
        q = f32x4.add(q, f32x4.mul(g, f32x4.sub(v128.load(x + p), center)));
      }
      v128.store(sums + to + c, s);
      v128.store(products + to + c, q);
    }
    for (; c < stride; c += 4) {
      const center = load<f32>(mean + c);
      let s: f32 = 0, q: f32 = 0;
      for (let i = 0, p = from + c; i < count; i++, p += stride) {
        const g = load<f32>(dy + p);
        s += g;
        q += g * (load<f32>(x + p) - center);
      }
      store<f32>(sums + to + c, s);
      store<f32>(products + to + c, q);
    }
  }
}

/** The gradients of scale and offset, and the factors of dx = a * dy + b * x + d by channel, for the channels [begin, end). */
export function gradientFactors(
  sums: usize, products: usize, parts: i32, mean: usize, variance: usize, scale: usize,
  dScale: usize, dOffset: usize, a: usize, b: usize, d: usize, rows: i32, channels: i32, epsilon: f32,
  begin: i32, end: i32,
): void {
  for (let c = begin; c < end; c++) {
    let s: f64 = 0, q: f64 = 0;
    for (let part = 0; part < parts; part++) {
      const at = (<usize>(part * channels + c)) << 2;
      s += <f64>load<f32>(sums + at);
      q += <f64>load<f32>(products + at);
    }
    const at = (<usize>c) << 2;
    const deviation = <f64>1 / sqrt<f64>(<f64>load<f32>(variance + at) + <f64>epsilon);
    const g = <f64>load<f32>(scale + at) * deviation;
    const slope = -g * deviation * deviation * q / <f64>rows;
    store<f32>(dScale + at, <f32>(q * deviation));
    store<f32>(dOffset + at, <f32>s);
    store<f32>(a + at, <f32>g);
    store<f32>(b + at, <f32>slope);
    store<f32>(d + at, <f32>(-g * s / <f64>rows - slope * <f64>load<f32>(mean + at)));
  }
}

/** dx = a * dy + b * x + d by channel, for the rows [begin, end). */
export function affineGradient(
  x: usize, dy: usize, dx: usize, a: usize, b: usize, d: usize, channels: i32, begin: i32, end: i32,
): void {
  const stride = (<usize>channels) << 2;
  const whole = stride & ~15;
  for (let row = <usize>begin * stride; row < <usize>end * stride; row += stride) {
    let c: usize = 0;
    for (; c < whole; c += 16) {
      const g = f32x4.mul(v128.load(dy + row + c), v128.load(a + c));
      const h = f32x4.add(f32x4.mul(v128.load(x + row + c), v128.load(b + c)), v128.load(d + c));
      v128.store(dx + row + c, f32x4.add(g, h));
    }
    for (; c < stride; c += 4) {
      const at = row + c;
      store<f32>(dx + at, load<f32>(dy + at) * load<f32>(a + c) + (load<f32>(x + at) * load<f32>(b + c) + load<f32>(d + c)));
    }
  }
}
