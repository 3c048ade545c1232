// The innermost loops of matrix products and convolutions: a tile of 4 rows by 8 (or 4) columns in registers.
//
// V8 leaves about 15 vector registers to a function: a tile of 4x8 takes eight for its sums, two for B and four for A.
// Each is a function of its own and must not be inlined, or registers run out (measured: 24 GFLOP/s against 38).
// Within a straight piece of code V8 moves all loads to the front, and registers run out again: steps that follow one another
// are kept apart by the test for the last.

/**
 * C[r][0..8) = bias[0..8) + sum over k of A[r][k] * B[k][0..8), for four rows r.
 *
 * The rows of A are runs of memory: run s of row r is the `length` floats from a[r] + table[s] (bytes).
 * B is a packed panel: its rows follow one another.
 */
export function rows4x8(
  a0: usize, a1: usize, a2: usize, a3: usize,
  b: usize,
  table: usize, runs: i32, length: i32,
  c0: usize, c1: usize, c2: usize, c3: usize,
  bias: usize,
): void {
  let c00 = v128.load(bias), c01 = v128.load(bias, 16);
  let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
  const bytes = (<usize>length) << 2;
  for (const stop = table + ((<usize>runs) << 2); table < stop; table += 4) {
    const offset = <usize>load<u32>(table);
    let p0 = a0 + offset, p1 = a1 + offset, p2 = a2 + offset, p3 = a3 + offset;
    const end = p0 + bytes;
    while (p0 < end) {
      let b0 = v128.load(b), b1 = v128.load(b, 16), x = v128.load32_splat(p0);
      c00 = f32x4.add(c00, f32x4.mul(x, b0)); c01 = f32x4.add(c01, f32x4.mul(x, b1));
      x = v128.load32_splat(p1); c10 = f32x4.add(c10, f32x4.mul(x, b0)); c11 = f32x4.add(c11, f32x4.mul(x, b1));
      x = v128.load32_splat(p2); c20 = f32x4.add(c20, f32x4.mul(x, b0)); c21 = f32x4.add(c21, f32x4.mul(x, b1));
      x = v128.load32_splat(p3); c30 = f32x4.add(c30, f32x4.mul(x, b0)); c31 = f32x4.add(c31, f32x4.mul(x, b1));
      if (p0 + 4 == end) { b += 32; break; }
      b0 = v128.load(b, 32); b1 = v128.load(b, 48); x = v128.load32_splat(p0, 4);
      c00 = f32x4.add(c00, f32x4.mul(x, b0)); c01 = f32x4.add(c01, f32x4.mul(x, b1));
      x = v128.load32_splat(p1, 4); c10 = f32x4.add(c10, f32x4.mul(x, b0)); c11 = f32x4.add(c11, f32x4.mul(x, b1));
      x = v128.load32_splat(p2, 4); c20 = f32x4.add(c20, f32x4.mul(x, b0)); c21 = f32x4.add(c21, f32x4.mul(x, b1));
      x = v128.load32_splat(p3, 4); c30 = f32x4.add(c30, f32x4.mul(x, b0)); c31 = f32x4.add(c31, f32x4.mul(x, b1));
      if (p0 + 8 == end) { b += 64; break; }
      b0 = v128.load(b, 64); b1 = v128.load(b, 80); x = v128.load32_splat(p0, 8);
      c00 = f32x4.add(c00, f32x4.mul(x, b0)); c01 = f32x4.add(c01, f32x4.mul(x, b1));
      x = v128.load32_splat(p1, 8); c10 = f32x4.add(c10, f32x4.mul(x, b0)); c11 = f32x4.add(c11, f32x4.mul(x, b1));
      x = v128.load32_splat(p2, 8); c20 = f32x4.add(c20, f32x4.mul(x, b0)); c21 = f32x4.add(c21, f32x4.mul(x, b1));
      x = v128.load32_splat(p3, 8); c30 = f32x4.add(c30, f32x4.mul(x, b0)); c31 = f32x4.add(c31, f32x4.mul(x, b1));
      if (p0 + 12 == end) { b += 96; break; }
      b0 = v128.load(b, 96); b1 = v128.load(b, 112); x = v128.load32_splat(p0, 12);
      c00 = f32x4.add(c00, f32x4.mul(x, b0)); c01 = f32x4.add(c01, f32x4.mul(x, b1));
      x = v128.load32_splat(p1, 12); c10 = f32x4.add(c10, f32x4.mul(x, b0)); c11 = f32x4.add(c11, f32x4.mul(x, b1));
      x = v128.load32_splat(p2, 12); c20 = f32x4.add(c20, f32x4.mul(x, b0)); c21 = f32x4.add(c21, f32x4.mul(x, b1));
      x = v128.load32_splat(p3, 12); c30 = f32x4.add(c30, f32x4.mul(x, b0)); c31 = f32x4.add(c31, f32x4.mul(x, b1));
      p0 += 16; p1 += 16; p2 += 16; p3 += 16; b += 128;
    }
  }
  v128.store(c0, c00); v128.store(c0, c01, 16);
  v128.store(c1, c10); v128.store(c1, c11, 16);
  v128.store(c2, c20); v128.store(c2, c21, 16);
  v128.store(c3, c30); v128.store(c3, c31, 16);
}

/** As rows4x8, for a panel of 4 columns. */
export function rows4x4(
  a0: usize, a1: usize, a2: usize, a3: usize,
  b: usize,
  table: usize, runs: i32, length: i32,
  c0: usize, c1: usize, c2: usize, c3: usize,
  bias: usize,
): void {
  let s0 = v128.load(bias);
  let s1 = s0, s2 = s0, s3 = s0;
  const bytes = (<usize>length) << 2;
  for (const stop = table + ((<usize>runs) << 2); table < stop; table += 4) {
    const offset = <usize>load<u32>(table);
    let p0 = a0 + offset, p1 = a1 + offset, p2 = a2 + offset, p3 = a3 + offset;
    const end = p0 + bytes;
    while (p0 < end) {
      const b0 = v128.load(b);
      s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(p0), b0));
      s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(p1), b0));
      s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(p2), b0));
      s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(p3), b0));
      p0 += 4; p1 += 4; p2 += 4; p3 += 4; b += 16;
    }
  }
  v128.store(c0, s0);
  v128.store(c1, s1);
  v128.store(c2, s2);
  v128.store(c3, s3);
}

/**
 * C[i][0..8) += sum over steps of A[step][i] * B[step][0..8), for i in 0..4.
 *
 * Steps come in rows of `width`: row r starts at a + table[2r] and b + table[2r + 1] (bytes); within a row, A advances by
 * aStep and B by bStep. `stride` is the distance of C's rows.
 */
export function columns4x8(
  a: usize, aStep: usize,
  b: usize, bStep: usize,
  table: usize, rows: i32, width: i32,
  c: usize, stride: usize,
): void {
  const d1 = c + stride, d2 = d1 + stride, d3 = d2 + stride;
  let c00 = v128.load(c), c01 = v128.load(c, 16);
  let c10 = v128.load(d1), c11 = v128.load(d1, 16);
  let c20 = v128.load(d2), c21 = v128.load(d2, 16);
  let c30 = v128.load(d3), c31 = v128.load(d3, 16);
  for (const stop = table + ((<usize>rows) << 3); table < stop; table += 8) {
    let p = a + <usize>load<u32>(table);
    let q = b + <usize>load<u32>(table, 4);
    for (let w = width; w > 0; w--) {
      const b0 = v128.load(q), b1 = v128.load(q, 16);
      const x0 = v128.load32_splat(p);
      c00 = f32x4.add(c00, f32x4.mul(x0, b0));
      c01 = f32x4.add(c01, f32x4.mul(x0, b1));
      const x1 = v128.load32_splat(p, 4);
      c10 = f32x4.add(c10, f32x4.mul(x1, b0));
      c11 = f32x4.add(c11, f32x4.mul(x1, b1));
      const x2 = v128.load32_splat(p, 8);
      c20 = f32x4.add(c20, f32x4.mul(x2, b0));
      c21 = f32x4.add(c21, f32x4.mul(x2, b1));
      const x3 = v128.load32_splat(p, 12);
      c30 = f32x4.add(c30, f32x4.mul(x3, b0));
      c31 = f32x4.add(c31, f32x4.mul(x3, b1));
      p += aStep; q += bStep;
    }
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(d1, c10); v128.store(d1, c11, 16);
  v128.store(d2, c20); v128.store(d2, c21, 16);
  v128.store(d3, c30); v128.store(d3, c31, 16);
}

/** As columns4x8, for 4 columns of B. */
export function columns4x4(
  a: usize, aStep: usize,
  b: usize, bStep: usize,
  table: usize, rows: i32, width: i32,
  c: usize, stride: usize,
): void {
  const d1 = c + stride, d2 = d1 + stride, d3 = d2 + stride;
  let s0 = v128.load(c), s1 = v128.load(d1), s2 = v128.load(d2), s3 = v128.load(d3);
  for (const stop = table + ((<usize>rows) << 3); table < stop; table += 8) {
    let p = a + <usize>load<u32>(table);
    let q = b + <usize>load<u32>(table, 4);
    for (let w = width; w > 0; w--) {
      const b0 = v128.load(q);
      s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(p), b0));
      s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(p, 4), b0));
      s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(p, 8), b0));
      s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(p, 12), b0));
      p += aStep; q += bStep;
    }
  }
  v128.store(c, s0);
  v128.store(d1, s1);
  v128.store(d2, s2);
  v128.store(d3, s3);
}
