// Sampling of whole pixels: each pixel of the output is one of the image, or none. The table has, for each pixel of an
// output, the index of the pixel it is copied from; -1 is the first of the pixels at `fill`, -2 the second.

/** Copies the output's pixels [begin, end), counted over all images. Pixels are elements of 4 bytes of any type. */
export function samplePixels(
  source: usize, target: usize, table: usize, fill: usize, pixels: i32, outPixels: i32, channels: i32,
  begin: i32, end: i32,
): void {
  const bytes = (<usize>channels) << 2;
  let image = begin / outPixels, place = begin % outPixels;
  let to = target + <usize>begin * bytes;
  for (let i = begin; i < end; i++, to += bytes) {
    const index = load<i32>(table + ((<usize>place) << 2));
    const from = index < 0 ? fill + <usize>(-1 - index) * bytes : source + <usize>(image * pixels + index) * bytes;
    let c: usize = 0;
    for (; c + 16 <= bytes; c += 16) v128.store(to + c, v128.load(from + c));
    for (; c < bytes; c += 4) store<u32>(to + c, load<u32>(from + c));
    if (++place == outPixels) { place = 0; image++; }
  }
}

/** The gradients of the images [begin, end): what was copied from a pixel is added there. */
export function samplePixelsGradient(
  gradient: usize, target: usize, table: usize, pixels: i32, outPixels: i32, channels: i32, begin: i32, end: i32,
): void {
  const bytes = (<usize>channels) << 2;
  for (let index = begin; index < end; index++) {
    const image = target + <usize>(index * pixels) * bytes;
    memory.fill(image, 0, <usize>pixels * bytes);
    let g = gradient + <usize>(index * outPixels) * bytes;
    for (let place = 0; place < outPixels; place++, g += bytes) {
      const pixel = load<i32>(table + ((<usize>place) << 2));
      if (pixel < 0) continue;
      const to = image + <usize>pixel * bytes;
      let c: usize = 0;
      for (; c + 16 <= bytes; c += 16) v128.store(to + c, f32x4.add(v128.load(to + c), v128.load(g + c)));
      for (; c < bytes; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(g + c));
    }
  }
}
