// Elementwise functions of two float32 tensors. The numbers of the functions are those of src/elementwise/functions.ts.

import { scratch } from './control';

@inline function apply(f: i32, a: v128, b: v128): v128 {
  switch (f) {
    case 0: return f32x4.add(a, b);
    case 1: return f32x4.sub(a, b);
    case 2: return f32x4.mul(a, b);
    case 3: return f32x4.div(a, b);
    case 4: return f32x4.max(a, b);
    case 5: return f32x4.min(a, b);
    case 6: {
      const d = f32x4.sub(a, b);
      return f32x4.mul(d, d);
    }
    // PReLU: a where not negative, else a * b.
    case 7: return v128.bitselect(f32x4.mul(a, b), a, f32x4.lt(a, f32x4.splat(0)));
    // The gradient a of ReLU at b: passes above zero, NaN where b is.
    case 8: return v128.or(v128.and(a, f32x4.gt(b, f32x4.splat(0))), f32x4.ne(b, b));
    // The gradient a of ReLU6 at b.
    default: {
      const inside = v128.and(f32x4.gt(b, f32x4.splat(0)), f32x4.le(b, f32x4.splat(6)));
      return v128.or(v128.and(a, inside), f32x4.ne(b, b));
    }
  }
}

/** aStep and bStep are 16 for a vector, 0 for a scalar. */
@inline function loop(f: i32, a: usize, aStep: usize, b: usize, bStep: usize, y: usize, bytes: usize): void {
  const whole = bytes & ~15;
  if (aStep && bStep) {
    for (let i: usize = 0; i < whole; i += 16) v128.store(y + i, apply(f, v128.load(a + i), v128.load(b + i)));
  } else if (aStep) {
    const right = v128.load32_splat(b);
    for (let i: usize = 0; i < whole; i += 16) v128.store(y + i, apply(f, v128.load(a + i), right));
  } else {
    const left = v128.load32_splat(a);
    for (let i: usize = 0; i < whole; i += 16) v128.store(y + i, apply(f, left, bStep ? v128.load(b + i) : v128.load32_splat(b)));
  }
  for (let i = whole; i < bytes; i += 4) {
    const left = v128.load32_splat(aStep ? a + i : a), right = v128.load32_splat(bStep ? b + i : b);
    store<f32>(y + i, f32x4.extract_lane(apply(f, left, right), 0));
  }
}

function run(f: i32, a: usize, aStep: usize, b: usize, bStep: usize, y: usize, bytes: usize): void {
  switch (f) {
    case 0: loop(0, a, aStep, b, bStep, y, bytes); break;
    case 1: loop(1, a, aStep, b, bStep, y, bytes); break;
    case 2: loop(2, a, aStep, b, bStep, y, bytes); break;
    case 3: loop(3, a, aStep, b, bStep, y, bytes); break;
    case 4: loop(4, a, aStep, b, bStep, y, bytes); break;
    case 5: loop(5, a, aStep, b, bStep, y, bytes); break;
    case 6: loop(6, a, aStep, b, bStep, y, bytes); break;
    case 7: loop(7, a, aStep, b, bStep, y, bytes); break;
    case 8: loop(8, a, aStep, b, bStep, y, bytes); break;
    default: loop(9, a, aStep, b, bStep, y, bytes);
  }
}

/** y = f(a, b) for the elements [begin, end) of tensors of one shape, or of which one is a scalar (step 0, else 1). */
export function binary(f: i32, a: usize, aStep: i32, b: usize, bStep: i32, y: usize, begin: i32, end: i32): void {
  const from = (<usize>begin) << 2;
  run(
    f,
    aStep ? a + from : a, (<usize>aStep) << 4,
    b + (bStep ? from : 0), (<usize>bStep) << 4,
    y + from, (<usize>(end - begin)) << 2,
  );
}

/** The rows that a short vector is repeated for. */
const REPEATED: i32 = 256;

/** y = f(a, b) for the rows [begin, end) of `period` elements, b being one row; or f(b, a) when `swapped`. */
export function binaryRows(f: i32, swapped: i32, a: usize, b: usize, y: usize, period: i32, begin: i32, end: i32): void {
  const bytes = (<usize>period) << 2;
  let step: i32 = 1;
  let right = b;
  if (period < REPEATED) {
    step = REPEATED / period;
    right = scratch();
    for (let i = 0; i < step; i++) memory.copy(right + <usize>i * bytes, b, bytes);
  }
  for (let row = begin; row < end; row += step) {
    const offset = <usize>row * bytes;
    const n = <usize>min(step, end - row) * bytes;
    if (swapped) run(f, right, 16, a + offset, 16, y + offset, n);
    else run(f, a + offset, 16, right, 16, y + offset, n);
  }
}

/**
 * y = f(a, b) with any broadcast, for the rows [begin, end) of the innermost dimension of `inner` elements.
 * The table has, for each of `rank` outer dimensions, its size and the strides of a and b in elements.
 */
export function binaryBroadcast(
  f: i32, a: usize, aStep: i32, b: usize, bStep: i32, y: usize, inner: i32,
  table: usize, rank: i32, begin: i32, end: i32,
): void {
  const bytes = (<usize>inner) << 2;
  for (let row = begin; row < end; row++) {
    let rest = row, i: i32 = 0, j: i32 = 0;
    for (let d = rank - 1; d >= 0; d--) {
      const entry = table + <usize>d * 12;
      const size = load<i32>(entry);
      const index = rest % size;
      rest /= size;
      i += index * load<i32>(entry, 4);
      j += index * load<i32>(entry, 8);
    }
    run(
      f,
      a + ((<usize>i) << 2), (<usize>aStep) << 4,
      b + ((<usize>j) << 2), (<usize>bStep) << 4,
      y + <usize>row * bytes, bytes,
    );
  }
}

@inline function test(f: i32, a: f32, b: f32): bool {
  switch (f) {
    case 0: return a == b;
    case 1: return a != b;
    case 2: return a > b;
    case 3: return a >= b;
    case 4: return a < b;
    default: return a <= b;
  }
}

@inline function tests(f: i32, a: usize, aStep: usize, b: usize, bStep: usize, y: usize, begin: usize, end: usize): void {
  for (let i = begin; i < end; i++) store<u8>(y + i, <u8>test(f, load<f32>(a + i * aStep), load<f32>(b + i * bStep)));
}

/** y[i] = 1 where a and b compare so, else 0: bytes. Shapes as in `binary`. */
export function compare(f: i32, a: usize, aStep: i32, b: usize, bStep: i32, y: usize, begin: i32, end: i32): void {
  const s = (<usize>aStep) << 2, t = (<usize>bStep) << 2;
  switch (f) {
    case 0: tests(0, a, s, b, t, y, begin, end); break;
    case 1: tests(1, a, s, b, t, y, begin, end); break;
    case 2: tests(2, a, s, b, t, y, begin, end); break;
    case 3: tests(3, a, s, b, t, y, begin, end); break;
    case 4: tests(4, a, s, b, t, y, begin, end); break;
    default: tests(5, a, s, b, t, y, begin, end);
  }
}

/** y = condition ? a : b, for the elements [begin, end); the condition is bytes. */
export function select(condition: usize, a: usize, b: usize, y: usize, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i++) {
    store<u32>(y + (i << 2), load<u32>((load<u8>(condition + i) ? a : b) + (i << 2)));
  }
}
