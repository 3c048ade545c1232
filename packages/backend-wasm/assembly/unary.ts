// Elementwise functions of one float32 tensor. The numbers of the functions are those of src/elementwise/functions.ts.

import { exp4, log4, sigmoid4, tanh4 } from './math';

@inline function apply(f: i32, x: v128, p: v128, q: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  switch (f) {
    case 0: return f32x4.neg(x);
    case 1: return f32x4.abs(x);
    case 2: return f32x4.mul(x, x);
    case 3: return f32x4.sqrt(x);
    case 4: return f32x4.div(one, f32x4.sqrt(x));
    case 5: return exp4(x);
    case 6: return log4(x);
    case 7: return tanh4(x);
    case 8: return sigmoid4(x);
    case 9: return f32x4.max(x, zero);
    case 10: return f32x4.min(f32x4.max(x, zero), f32x4.splat(6));
    // Step: 1 above zero, p below or at zero, NaN stays.
    case 11: {
      const y = v128.bitselect(one, p, f32x4.gt(x, zero));
      return v128.bitselect(y, x, f32x4.eq(x, x));
    }
    // Clip to [p, q].
    case 12: return v128.bitselect(f32x4.min(f32x4.max(x, p), q), x, f32x4.eq(x, x));
    // Leaky ReLU with slope p.
    case 13: return v128.bitselect(f32x4.mul(x, p), x, f32x4.lt(x, zero));
    case 14: return f32x4.div(one, x);
    case 15: return f32x4.floor(x);
    case 16: return f32x4.ceil(x);
    // ELU: exp(x) - 1 below zero.
    case 17: return v128.bitselect(f32x4.sub(exp4(x), one), x, f32x4.lt(x, zero));
    // x * p + q
    default: return f32x4.add(f32x4.mul(x, p), q);
  }
}

@inline function loop(f: i32, x: usize, y: usize, p: v128, q: v128, bytes: usize): void {
  const whole = bytes & ~15;
  for (let i: usize = 0; i < whole; i += 16) v128.store(y + i, apply(f, v128.load(x + i), p, q));
  for (let i = whole; i < bytes; i += 4) {
    store<f32>(y + i, f32x4.extract_lane(apply(f, v128.load32_splat(x + i), p, q), 0));
  }
}

/** y = f(x) for the elements [begin, end); p and q are parameters of some functions. y may be x. */
export function unary(f: i32, x: usize, y: usize, p: f32, q: f32, begin: i32, end: i32): void {
  x += (<usize>begin) << 2;
  y += (<usize>begin) << 2;
  const n = (<usize>(end - begin)) << 2;
  const a = f32x4.splat(p), b = f32x4.splat(q);
  switch (f) {
    case 0: loop(0, x, y, a, b, n); break;
    case 1: loop(1, x, y, a, b, n); break;
    case 2: loop(2, x, y, a, b, n); break;
    case 3: loop(3, x, y, a, b, n); break;
    case 4: loop(4, x, y, a, b, n); break;
    case 5: loop(5, x, y, a, b, n); break;
    case 6: loop(6, x, y, a, b, n); break;
    case 7: loop(7, x, y, a, b, n); break;
    case 8: loop(8, x, y, a, b, n); break;
    case 9: loop(9, x, y, a, b, n); break;
    case 10: loop(10, x, y, a, b, n); break;
    case 11: loop(11, x, y, a, b, n); break;
    case 12: loop(12, x, y, a, b, n); break;
    case 13: loop(13, x, y, a, b, n); break;
    case 14: loop(14, x, y, a, b, n); break;
    case 15: loop(15, x, y, a, b, n); break;
    case 16: loop(16, x, y, a, b, n); break;
    case 17: loop(17, x, y, a, b, n); break;
    default: loop(18, x, y, a, b, n);
  }
}
