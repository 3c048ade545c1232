// Exponential, logarithm and hyperbolic tangent of four floats, after Cephes (S. Moshier) and Eigen (the rational
// approximation of tanh): within 2 units in the last place, 4 for tanh. NaN and infinities as in JavaScript's Math.

@inline function c(x: f32): v128 {
  return f32x4.splat(x);
}

@inline function madd(a: v128, b: v128, d: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), d);
}

@inline
export function exp4(value: v128): v128 {
  const x = f32x4.max(f32x4.min(value, c(89)), c(-105));
  const n = f32x4.nearest(f32x4.mul(x, c(1.44269504088896341)));
  let r = f32x4.sub(x, f32x4.mul(n, c(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, c(-2.12194440e-4)));
  let p = madd(c(1.9875691500e-4), r, c(1.3981999507e-3));
  p = madd(p, r, c(8.3334519073e-3));
  p = madd(p, r, c(4.1665795894e-2));
  p = madd(p, r, c(1.6666665459e-1));
  p = madd(p, r, c(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), c(1));
  // 2^n in two factors: n reaches from -151 to 128.
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  const bias = i32x4.splat(127);
  const low = i32x4.shl(i32x4.add(half, bias), 23);
  const high = i32x4.shl(i32x4.add(i32x4.sub(whole, half), bias), 23);
  return f32x4.mul(f32x4.mul(p, low), high);
}

@inline
export function log4(value: v128): v128 {
  const tiny = f32x4.lt(value, c(1.17549435e-38));
  const x = v128.bitselect(f32x4.mul(value, c(8388608)), value, tiny);
  const shift = v128.and(c(23), tiny);
  // x = m * 2^e with m in [sqrt(1/2), sqrt(2))
  let e = f32x4.sub(f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126))), shift);
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const small = f32x4.lt(m, c(0.707106781186547524));
  e = f32x4.sub(e, v128.and(c(1), small));
  m = f32x4.sub(f32x4.add(m, v128.and(m, small)), c(1));
  const z = f32x4.mul(m, m);
  let p = madd(c(7.0376836292e-2), m, c(-1.1514610310e-1));
  p = madd(p, m, c(1.1676998740e-1));
  p = madd(p, m, c(-1.2420140846e-1));
  p = madd(p, m, c(1.4249322787e-1));
  p = madd(p, m, c(-1.6668057665e-1));
  p = madd(p, m, c(2.0000714765e-1));
  p = madd(p, m, c(-2.4999993993e-1));
  p = madd(p, m, c(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, m), z);
  p = madd(e, c(-2.12194440e-4), p);
  p = f32x4.sub(p, f32x4.mul(c(0.5), z));
  let y = madd(e, c(0.693359375), f32x4.add(m, p));
  y = v128.bitselect(c(-Infinity), y, f32x4.eq(value, c(0)));
  y = v128.bitselect(value, y, f32x4.eq(value, c(Infinity)));
  // Not (value >= 0): negative or NaN.
  return v128.or(y, v128.not(f32x4.ge(value, c(0))));
}

@inline
export function tanh4(value: v128): v128 {
  const x = f32x4.max(f32x4.min(value, c(7.90531110763549805)), c(-7.90531110763549805));
  const s = f32x4.mul(x, x);
  let p = madd(c(-2.76076847742355e-16), s, c(2.00018790482477e-13));
  p = madd(p, s, c(-8.60467152213735e-11));
  p = madd(p, s, c(5.12229709037114e-08));
  p = madd(p, s, c(1.48572235717979e-05));
  p = madd(p, s, c(6.37261928875436e-04));
  p = madd(p, s, c(4.89352455891786e-03));
  let q = madd(c(1.19825839466702e-06), s, c(1.18534705686654e-04));
  q = madd(q, s, c(2.26843463243900e-03));
  q = madd(q, s, c(4.89352518554385e-03));
  const y = f32x4.div(f32x4.mul(x, p), q);
  // Small arguments: tanh x = x to the last place, and the sign of zero stays.
  return v128.bitselect(value, y, f32x4.lt(f32x4.abs(value), c(0.0004)));
}

@inline
export function sigmoid4(value: v128): v128 {
  return f32x4.div(c(1), f32x4.add(c(1), exp4(f32x4.neg(value))));
}
