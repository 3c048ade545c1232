// Bilinear resizing of NHWC images and its gradient. The tables have, for each row (or column) of the output, the two rows
// (columns) of the image that it lies between, and the fraction of the way from the first to the second.

/** The rows [begin, end) of the output, counted over all images. */
export function resizeBilinear(
  source: usize, target: usize, rows: usize, columns: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  begin: i32, end: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const line = <usize>width * pixel;
  for (let row = begin; row < end; row++) {
    const image = source + <usize>(row / outHeight * height) * line;
    const entry = rows + <usize>(row % outHeight) * 12;
    const above = image + <usize>load<i32>(entry) * line, below = image + <usize>load<i32>(entry, 4) * line;
    const down = load<f32>(entry, 8);
    const down4 = f32x4.splat(down);
    let to = target + <usize>(row * outWidth) * pixel;
    for (let column = 0; column < outWidth; column++, to += pixel) {
      const at = columns + <usize>column * 12;
      const left = <usize>load<i32>(at) * pixel, right = <usize>load<i32>(at, 4) * pixel;
      const across = load<f32>(at, 8);
      const across4 = f32x4.splat(across);
      let c: usize = 0;
      for (; c + 16 <= pixel; c += 16) {
        const a = v128.load(above + left + c), b = v128.load(below + left + c);
        const top = f32x4.add(a, f32x4.mul(f32x4.sub(v128.load(above + right + c), a), across4));
        const bottom = f32x4.add(b, f32x4.mul(f32x4.sub(v128.load(below + right + c), b), across4));
        v128.store(to + c, f32x4.add(top, f32x4.mul(f32x4.sub(bottom, top), down4)));
      }
      for (; c < pixel; c += 4) {
        const a = load<f32>(above + left + c), b = load<f32>(below + left + c);
        const top = a + (load<f32>(above + right + c) - a) * across;
        const bottom = b + (load<f32>(below + right + c) - b) * across;
        store<f32>(to + c, top + (bottom - top) * down);
      }
    }
  }
}

@inline function addTo(target: usize, gradient: usize, weight: f32, pixel: usize): void {
  const w = f32x4.splat(weight);
  let c: usize = 0;
  for (; c + 16 <= pixel; c += 16) v128.store(target + c, f32x4.add(v128.load(target + c), f32x4.mul(v128.load(gradient + c), w)));
  for (; c < pixel; c += 4) store<f32>(target + c, load<f32>(target + c) + load<f32>(gradient + c) * weight);
}

/** The gradients of the images [begin, end). */
export function resizeBilinearGradient(
  gradient: usize, target: usize, rows: usize, columns: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  begin: i32, end: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const line = <usize>width * pixel;
  for (let index = begin; index < end; index++) {
    const image = target + <usize>(index * height) * line;
    memory.fill(image, 0, <usize>height * line);
    let g = gradient + <usize>(index * outHeight * outWidth) * pixel;
    for (let row = 0; row < outHeight; row++) {
      const entry = rows + <usize>row * 12;
      const above = image + <usize>load<i32>(entry) * line, below = image + <usize>load<i32>(entry, 4) * line;
      const down = load<f32>(entry, 8);
      for (let column = 0; column < outWidth; column++, g += pixel) {
        const at = columns + <usize>column * 12;
        const left = <usize>load<i32>(at) * pixel, right = <usize>load<i32>(at, 4) * pixel;
        const across = load<f32>(at, 8);
        addTo(above + left, g, (1 - down) * (1 - across), pixel);
        addTo(above + right, g, (1 - down) * across, pixel);
        addTo(below + left, g, down * (1 - across), pixel);
        addTo(below + right, g, down * across, pixel);
      }
    }
  }
}
