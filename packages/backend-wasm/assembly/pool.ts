// Pooling of NHWC images, four channels at a time; the last vector of a pixel overlaps the one before it where the
// channels are no multiple of four, and fewer than four channels go one by one (lanes beyond them are not stored).

import { scratch } from './control';
import { copyPart } from './tile';

@inline function put(target: usize, value: v128, channels: i32, buffer: usize): void {
  if (channels >= 4) {
    v128.store(target, value);
  } else {
    v128.store(buffer, value);
    copyPart(target, buffer, channels);
  }
}

@inline function window(
  maximum: bool, x: usize, y: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, top: i32, left: i32,
  buffer: usize, begin: i32, end: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const line = <usize>width * pixel;
  const overlap = channels >= 4 ? pixel - 16 : 0;
  for (let row = begin; row < end; row++) {
    const image = x + <usize>(row / outHeight * height) * line;
    const y0 = (row % outHeight) * strideY - top;
    const yStart = max(y0, 0), yEnd = min(y0 + filterHeight, height);
    let to = y + <usize>(row * outWidth) * pixel;
    for (let column = 0; column < outWidth; column++, to += pixel) {
      const x0 = column * strideX - left;
      const xStart = max(x0, 0), xEnd = min(x0 + filterWidth, width);
      const scale = f32x4.splat(<f32>((yEnd - yStart) * (xEnd - xStart)));
      for (let c: usize = 0; c < pixel; c += 16) {
        const at = min(c, overlap);
        let r = f32x4.splat(maximum ? -Infinity : 0);
        for (let v = yStart; v < yEnd; v++) {
          let p = image + <usize>v * line + <usize>xStart * pixel + at;
          for (let h = xStart; h < xEnd; h++, p += pixel) {
            r = maximum ? f32x4.pmax(r, v128.load(p)) : f32x4.add(r, v128.load(p));
          }
        }
        put(to + at, maximum ? r : f32x4.div(r, scale), channels, buffer);
      }
    }
  }
}

/** The rows [begin, end) of the output, counted over all images. */
export function maxPool(
  x: usize, y: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, top: i32, left: i32,
  begin: i32, end: i32,
): void {
  window(true, x, y, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, top, left, scratch(), begin, end);
}

/** As maxPool; the mean is over the pixels inside of the image. */
export function avgPool(
  x: usize, y: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, top: i32, left: i32,
  begin: i32, end: i32,
): void {
  window(false, x, y, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, top, left, scratch(), begin, end);
}

@inline function spread(
  maximum: bool, gradient: usize, x: usize, target: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, top: i32, left: i32,
  begin: i32, end: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const line = <usize>width * pixel;
  const imageBytes = <usize>height * line;
  const scale = f32x4.splat(<f32>1 / <f32>(filterHeight * filterWidth));
  const buffer = scratch();
  const alone = filterHeight == 2 && filterWidth == 2 && strideY >= 2 && strideX >= 2 && channels >= 4;
  memory.fill(target + <usize>begin * imageBytes, 0, <usize>(end - begin) * imageBytes);
  for (let image = begin; image < end; image++) {
    const from = <usize>image * imageBytes;
    let g = gradient + <usize>(image * outHeight * outWidth) * pixel;
    for (let row = 0; row < outHeight; row++) {
      const y0 = row * strideY - top;
      const yStart = max(y0, 0), yEnd = min(y0 + filterHeight, height);
      for (let column = 0; column < outWidth; column++, g += pixel) {
        const x0 = column * strideX - left;
        const xStart = max(x0, 0), xEnd = min(x0 + filterWidth, width);
        if (maximum && alone && yEnd - yStart == 2 && xEnd - xStart == 2) {
          // Windows that share no pixel: nothing is added, so vectors may overlap.
          const p = from + <usize>yStart * line + <usize>xStart * pixel;
          for (let c: usize = 0; c < pixel; c += 16) {
            const at = min(c, pixel - 16);
            const i = p + at, j = i + line;
            let dy = v128.load(g + at);
            const a = v128.load(x + i), b = v128.load(x + i + pixel), d = v128.load(x + j), e = v128.load(x + j + pixel);
            const top4 = f32x4.pmax(f32x4.pmax(f32x4.pmax(f32x4.pmax(f32x4.splat(-Infinity), a), b), d), e);
            let here = f32x4.eq(a, top4);
            v128.store(target + i, v128.and(dy, here));
            dy = v128.andnot(dy, here);
            here = f32x4.eq(b, top4);
            v128.store(target + i + pixel, v128.and(dy, here));
            dy = v128.andnot(dy, here);
            here = f32x4.eq(d, top4);
            v128.store(target + j, v128.and(dy, here));
            v128.store(target + j + pixel, v128.and(v128.andnot(dy, here), f32x4.eq(e, top4)));
          }
          continue;
        }
        for (let c: usize = 0; c < pixel; c += 16) {
          // No overlap here: gradients are added. The last lanes are masked by putting only the channels left.
          const rest = <i32>((pixel - c) >> 2);
          const first = from + <usize>yStart * line + <usize>xStart * pixel + c;
          let dy = v128.load(g + c);
          if (maximum) {
            let top4 = f32x4.splat(-Infinity);
            for (let v = yStart, p = first; v < yEnd; v++, p += line) {
              for (let h = xStart, q = p; h < xEnd; h++, q += pixel) top4 = f32x4.pmax(top4, v128.load(x + q));
            }
            for (let v = yStart, p = first; v < yEnd; v++, p += line) {
              for (let h = xStart, q = p; h < xEnd; h++, q += pixel) {
                // The first pixel that equals the maximum gets the gradient.
                const here = f32x4.eq(v128.load(x + q), top4);
                put(target + q, f32x4.add(v128.load(target + q), v128.and(dy, here)), rest, buffer);
                dy = v128.andnot(dy, here);
              }
            }
          } else {
            dy = f32x4.mul(dy, scale);
            for (let v = yStart, p = first; v < yEnd; v++, p += line) {
              for (let h = xStart, q = p; h < xEnd; h++, q += pixel) {
                put(target + q, f32x4.add(v128.load(target + q), dy), rest, buffer);
              }
            }
          }
        }
      }
    }
  }
}

/** The gradient with respect to the images [begin, end). */
export function maxPoolGradient(
  gradient: usize, x: usize, target: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, top: i32, left: i32,
  begin: i32, end: i32,
): void {
  spread(true, gradient, x, target, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, top, left, begin, end);
}

/** As maxPoolGradient; like tfjs's, it divides by the whole window at the borders too. `x` is not read. */
export function avgPoolGradient(
  gradient: usize, x: usize, target: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, top: i32, left: i32,
  begin: i32, end: i32,
): void {
  spread(false, gradient, x, target, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, top, left, begin, end);
}
