// Bilinear sampling of rectangles of NHWC images, and its gradient: resizing (the rectangle is the image) and cropping.
//
// An output is made of image `images[output]`; a negative one makes zeros. Its table has, for each row and then for each
// column, the two rows (columns) of the image that it lies between and the fraction of the way from the first to the
// second; a negative first one lies outside of the image. Tables are `tableStep` bytes apart: 0 shares one.

/** The rows [begin, end) of the outputs, counted over all of them. Pixels outside of the image are `fill`. */
export function resizeBilinear(
  source: usize, target: usize, images: usize, tables: usize, tableStep: i32,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, fill: f32,
  begin: i32, end: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const line = <usize>width * pixel;
  for (let row = begin; row < end; row++) {
    const output = row / outHeight;
    let to = target + <usize>(row * outWidth) * pixel;
    const index = load<i32>(images + ((<usize>output) << 2));
    const image = source + <usize>(index * height) * line;
    const rows = tables + <usize>(output * tableStep);
    const columns = rows + <usize>outHeight * 12;
    const entry = rows + <usize>(row % outHeight) * 12;
    if (index < 0 || load<i32>(entry) < 0) {
      fillPixels(to, index < 0 ? 0 : fill, <usize>outWidth * pixel);
      continue;
    }
    const above = image + <usize>load<i32>(entry) * line, below = image + <usize>load<i32>(entry, 4) * line;
    const down = load<f32>(entry, 8);
    const down4 = f32x4.splat(down);
    for (let column = 0; column < outWidth; column++, to += pixel) {
      const at = columns + <usize>column * 12;
      if (load<i32>(at) < 0) {
        fillPixels(to, fill, pixel);
        continue;
      }
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

@inline function fillPixels(target: usize, value: f32, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(target + i, value);
}

@inline function addTo(target: usize, gradient: usize, weight: f32, pixel: usize): void {
  const w = f32x4.splat(weight);
  let c: usize = 0;
  for (; c + 16 <= pixel; c += 16) v128.store(target + c, f32x4.add(v128.load(target + c), f32x4.mul(v128.load(gradient + c), w)));
  for (; c < pixel; c += 4) store<f32>(target + c, load<f32>(target + c) + load<f32>(gradient + c) * weight);
}

/** The gradients of the images [begin, end), of `outputs` outputs made of all images; each adds its outputs' in order. */
export function resizeBilinearGradient(
  gradient: usize, target: usize, images: usize, tables: usize, tableStep: i32, outputs: i32,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  begin: i32, end: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const line = <usize>width * pixel;
  memory.fill(target + <usize>(begin * height) * line, 0, <usize>((end - begin) * height) * line);
  for (let output = 0; output < outputs; output++) {
    const index = load<i32>(images + ((<usize>output) << 2));
    if (index < begin || index >= end) continue;
    const image = target + <usize>(index * height) * line;
    const rows = tables + <usize>(output * tableStep);
    const columns = rows + <usize>outHeight * 12;
    let g = gradient + <usize>(output * outHeight * outWidth) * pixel;
    for (let row = 0; row < outHeight; row++) {
      const entry = rows + <usize>row * 12;
      if (load<i32>(entry) < 0) {
        g += <usize>outWidth * pixel;
        continue;
      }
      const above = image + <usize>load<i32>(entry) * line, below = image + <usize>load<i32>(entry, 4) * line;
      const down = load<f32>(entry, 8);
      for (let column = 0; column < outWidth; column++, g += pixel) {
        const at = columns + <usize>column * 12;
        if (load<i32>(at) < 0) continue;
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
