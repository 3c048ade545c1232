// Updates of parameters in one pass, as torch.optim's (PyTorch 2.5) do them.

/** Stochastic gradient descent with momentum, for the elements [begin, end). `rate` is negative: the step's sign. */
export function sgdUpdate(
  parameter: usize, gradient: usize, velocity: usize, nextParameter: usize, nextVelocity: usize,
  rate: f32, momentum: f32, dampened: f32, decay: f32, nesterov: i32,
  begin: i32, end: i32,
): void {
  const r = f32x4.splat(rate), m = f32x4.splat(momentum), k = f32x4.splat(dampened), w = f32x4.splat(decay);
  // The last vector may reach past the tensor: its block has room, and no tensor's elements lie there.
  for (let i = (<usize>begin) << 2; i < (<usize>end) << 2; i += 16) {
    const p = v128.load(parameter + i);
    const g = f32x4.add(v128.load(gradient + i), f32x4.mul(w, p));
    const v = f32x4.add(f32x4.mul(m, v128.load(velocity + i)), f32x4.mul(k, g));
    const step = nesterov ? f32x4.add(g, f32x4.mul(m, v)) : v;
    v128.store(nextVelocity + i, v);
    v128.store(nextParameter + i, f32x4.add(p, f32x4.mul(r, step)));
  }
}

/** Adam, for the elements [begin, end); `coupled` adds decay * parameter to the gradient, `shrink` scales the parameter (AdamW). */
export function adamUpdate(
  parameter: usize, gradient: usize, first: usize, second: usize,
  nextParameter: usize, nextFirst: usize, nextSecond: usize,
  stepSize: f32, beta1: f32, beta2: f32, epsilon: f32, correction2: f32, coupled: f32, shrink: f32,
  begin: i32, end: i32,
): void {
  const b1 = f32x4.splat(beta1), c1 = f32x4.splat(1 - beta1), b2 = f32x4.splat(beta2), c2 = f32x4.splat(1 - beta2);
  const s = f32x4.splat(stepSize), e = f32x4.splat(epsilon), k = f32x4.splat(correction2);
  const w = f32x4.splat(coupled), z = f32x4.splat(shrink);
  for (let i = (<usize>begin) << 2; i < (<usize>end) << 2; i += 16) {
    const p = v128.load(parameter + i);
    const g = f32x4.add(v128.load(gradient + i), f32x4.mul(w, p));
    const m = f32x4.add(f32x4.mul(b1, v128.load(first + i)), f32x4.mul(c1, g));
    const v = f32x4.add(f32x4.mul(b2, v128.load(second + i)), f32x4.mul(c2, f32x4.mul(g, g)));
    const denominator = f32x4.add(f32x4.div(f32x4.sqrt(v), k), e);
    v128.store(nextFirst + i, m);
    v128.store(nextSecond + i, v);
    v128.store(nextParameter + i, f32x4.sub(f32x4.mul(p, z), f32x4.div(f32x4.mul(s, m), denominator)));
  }
}
