// Depthwise convolution of NHWC images, one filter a channel, and both of its gradients. For every pixel, the list of taps
// that meet the image is made once for all channels, and only where it differs from the pixel before.

import { scratch } from './control';

/** y[0..channels) = sum over the list of a[at] * b[at'] by channel; entries are pairs of byte offsets. */
function gather(a: usize, b: usize, list: usize, count: i32, y: usize, channels: i32): void {
  const bytes = (<usize>channels) << 2;
  const stop = list + ((<usize>count) << 3);
  let c: usize = 0;
  for (; c + 64 <= bytes; c += 64) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let entry = list; entry < stop; entry += 8) {
      const p = a + <usize>load<i32>(entry) + c, q = b + <usize>load<i32>(entry, 4) + c;
      s0 = f32x4.add(s0, f32x4.mul(v128.load(p), v128.load(q)));
      s1 = f32x4.add(s1, f32x4.mul(v128.load(p, 16), v128.load(q, 16)));
      s2 = f32x4.add(s2, f32x4.mul(v128.load(p, 32), v128.load(q, 32)));
      s3 = f32x4.add(s3, f32x4.mul(v128.load(p, 48), v128.load(q, 48)));
    }
    v128.store(y + c, s0);
    v128.store(y + c, s1, 16);
    v128.store(y + c, s2, 32);
    v128.store(y + c, s3, 48);
  }
  for (; c + 16 <= bytes; c += 16) {
    let s = f32x4.splat(0);
    for (let entry = list; entry < stop; entry += 8) {
      s = f32x4.add(s, f32x4.mul(v128.load(a + <usize>load<i32>(entry) + c), v128.load(b + <usize>load<i32>(entry, 4) + c)));
    }
    v128.store(y + c, s);
  }
  for (; c < bytes; c += 4) {
    let s: f32 = 0;
    for (let entry = list; entry < stop; entry += 8) {
      s += load<f32>(a + <usize>load<i32>(entry) + c) * load<f32>(b + <usize>load<i32>(entry, 4) + c);
    }
    store<f32>(y + c, s);
  }
}

/** target[at'] += a[at] * g by channel, for every entry of the list. */
function scatter(a: usize, g: usize, list: usize, count: i32, target: usize, channels: i32): void {
  const bytes = (<usize>channels) << 2;
  const stop = list + ((<usize>count) << 3);
  for (let entry = list; entry < stop; entry += 8) {
    const p = a + <usize>load<i32>(entry), q = target + <usize>load<i32>(entry, 4);
    let c: usize = 0;
    for (; c + 16 <= bytes; c += 16) {
      v128.store(q + c, f32x4.add(v128.load(q + c), f32x4.mul(v128.load(p + c), v128.load(g + c))));
    }
    for (; c < bytes; c += 4) store<f32>(q + c, load<f32>(q + c) + load<f32>(p + c) * load<f32>(g + c));
  }
}

/**
 * Lists the taps of the patch whose upper left corner is at (y0, x0): offsets in the image from pixel (y0, x0), offsets in
 * the filters. Returns their number.
 */
function listPatch(
  list: usize, y0: i32, x0: i32, height: i32, width: i32, filterHeight: i32, filterWidth: i32, dilationY: i32, dilationX: i32,
  pixel: i32,
): i32 {
  let count = 0;
  for (let v = 0; v < filterHeight; v++) {
    const y = y0 + v * dilationY;
    if (y < 0 || y >= height) continue;
    for (let h = 0; h < filterWidth; h++) {
      const x = x0 + h * dilationX;
      if (x < 0 || x >= width) continue;
      const entry = list + ((<usize>count) << 3);
      store<i32>(entry, (v * dilationY * width + h * dilationX) * pixel);
      store<i32>(entry, (v * filterWidth + h) * pixel, 4);
      count++;
    }
  }
  return count;
}

/** The rows [begin, end) of the output, counted over all images. */
export function depthwise(
  source: usize, filters: usize, target: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, top: i32, left: i32, dilationY: i32, dilationX: i32,
  begin: i32, end: i32,
): void {
  const pixel = channels << 2;
  const list = scratch();
  const reach = (filterWidth - 1) * dilationX;
  for (let row = begin; row < end; row++) {
    const image = source + <usize>(row / outHeight * height * width) * <usize>pixel;
    const y0 = (row % outHeight) * strideY - top;
    let count = 0, inner = false;
    for (let column = 0; column < outWidth; column++) {
      const x0 = column * strideX - left;
      const inside = x0 >= 0 && x0 + reach < width;
      if (!(inside && inner)) count = listPatch(list, y0, x0, height, width, filterHeight, filterWidth, dilationY, dilationX, pixel);
      inner = inside;
      gather(image + <usize>((y0 * width + x0) * pixel), filters, list, count, target + <usize>(row * outWidth + column) * <usize>pixel, channels);
    }
  }
}

/** The gradient with respect to the input's rows [begin, end), counted over all images. */
export function depthwiseInputGradient(
  gradient: usize, filters: usize, target: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, top: i32, left: i32, dilationY: i32, dilationX: i32,
  begin: i32, end: i32,
): void {
  const pixel = channels << 2;
  const list = scratch();
  const reach = (filterWidth - 1) * dilationX;
  for (let row = begin; row < end; row++) {
    const image = gradient + <usize>(row / height * outHeight * outWidth) * <usize>pixel;
    const y = row % height + top;
    let count = 0, listed = 0, inner = false;
    for (let column = 0; column < width; column++) {
      const x = column + left;
      const to = target + <usize>(row * width + column) * <usize>pixel;
      const inside = strideX == 1 && x >= reach && x < outWidth;
      if (inside && inner) {
        // The list of the pixel before, moved.
        gather(image + <usize>((column - listed) * pixel), filters, list, count, to, channels);
        continue;
      }
      inner = inside;
      listed = column;
      count = 0;
      for (let v = 0; v < filterHeight; v++) {
        const above = y - v * dilationY;
        if (above < 0 || above % strideY != 0 || above / strideY >= outHeight) continue;
        for (let h = 0; h < filterWidth; h++) {
          const before = x - h * dilationX;
          if (before < 0 || before % strideX != 0 || before / strideX >= outWidth) continue;
          const entry = list + ((<usize>count) << 3);
          store<i32>(entry, (above / strideY * outWidth + before / strideX) * pixel);
          store<i32>(entry, (v * filterWidth + h) * pixel, 4);
          count++;
        }
      }
      gather(image, filters, list, count, to, channels);
    }
  }
}

/** The gradient with respect to the filters, for the parts [begin, end) of `partImages` images: one result a part. */
export function depthwiseFilterGradient(
  source: usize, gradient: usize, target: usize, batch: i32, partImages: i32,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, top: i32, left: i32, dilationY: i32, dilationX: i32,
  begin: i32, end: i32,
): void {
  const pixel = channels << 2;
  const list = scratch();
  const reach = (filterWidth - 1) * dilationX;
  const size = <usize>(filterHeight * filterWidth * pixel);
  for (let part = begin; part < end; part++) {
    const to = target + <usize>part * size;
    memory.fill(to, 0, size);
    const last = min((part + 1) * partImages, batch);
    for (let row = part * partImages * outHeight; row < last * outHeight; row++) {
      const image = source + <usize>(row / outHeight * height * width) * <usize>pixel;
      const y0 = (row % outHeight) * strideY - top;
      let count = 0, inner = false;
      for (let column = 0; column < outWidth; column++) {
        const x0 = column * strideX - left;
        const inside = x0 >= 0 && x0 + reach < width;
        if (!(inside && inner)) count = listPatch(list, y0, x0, height, width, filterHeight, filterWidth, dilationY, dilationX, pixel);
        inner = inside;
        const g = gradient + <usize>(row * outWidth + column) * <usize>pixel;
        scatter(image + <usize>((y0 * width + x0) * pixel), g, list, count, to, channels);
      }
    }
  }
}
