// Convolutions of 3x3 filters by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, 2015): a tile of 4x4 output pixels
// costs 36 products a pair of channels where the definition takes 144. The 36 products of all tiles are matrix products.
//
// Buffers, with T tiles a block: inputs [36][T][inputs], outputs [36][T][outputs], channels rounded up so that whole vectors
// may be written; what lies in the rounding is not used.

import { scratch } from './control';
import { columns4x4, columns4x8, rows4x4, rows4x8 } from './micro-kernels';
import { copyPart, TILE_BYTES } from './tile';

/** Positions in a transformed tile. */
const POSITIONS: usize = 36;

@inline function add(a: v128, b: v128): v128 { return f32x4.add(a, b); }
@inline function sub(a: v128, b: v128): v128 { return f32x4.sub(a, b); }
@inline function times(a: v128, x: f32): v128 { return f32x4.mul(a, f32x4.splat(x)); }

/** Six vectors at `from`, `step` apart, times B transposed; to `to`, `stride` apart. */
@inline function transformInput(from: usize, step: usize, to: usize, stride: usize): void {
  const d0 = v128.load(from), d1 = v128.load(from + step), d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step), d4 = v128.load(from + 4 * step), d5 = v128.load(from + 5 * step);
  v128.store(to, add(sub(times(d0, 4), times(d2, 5)), d4));
  const a = sub(d4, times(d2, 4)), b = sub(d3, times(d1, 4));
  v128.store(to + stride, add(a, b));
  v128.store(to + 2 * stride, sub(a, b));
  const c = sub(d4, d2), e = times(sub(d3, d1), 2);
  v128.store(to + 3 * stride, add(c, e));
  v128.store(to + 4 * stride, sub(c, e));
  v128.store(to + 5 * stride, add(sub(times(d1, 4), times(d3, 5)), d5));
}

/** Six vectors times A transposed: four. */
@inline function transformOutput(from: usize, step: usize, to: usize, stride: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step), m5 = v128.load(from + 5 * step);
  const s = add(m1, m2), d = sub(m1, m2), t = add(m3, m4), e = sub(m3, m4);
  v128.store(to, add(add(m0, s), t));
  v128.store(to + stride, add(d, times(e, 2)));
  v128.store(to + 2 * stride, add(s, times(t, 4)));
  v128.store(to + 3 * stride, add(add(d, times(e, 8)), m5));
}

/** Four vectors times A: six. */
@inline function transformGradient(from: usize, step: usize, to: usize, stride: usize): void {
  const y0 = v128.load(from), y1 = v128.load(from + step), y2 = v128.load(from + 2 * step), y3 = v128.load(from + 3 * step);
  const a = add(y0, y2), b = add(y1, y3);
  const c = add(y0, times(y2, 4)), d = add(times(y1, 2), times(y3, 8));
  v128.store(to, y0);
  v128.store(to + stride, add(a, b));
  v128.store(to + 2 * stride, sub(a, b));
  v128.store(to + 3 * stride, add(c, d));
  v128.store(to + 4 * stride, sub(c, d));
  v128.store(to + 5 * stride, y3);
}

/** Three vectors times G: six. */
@inline function transformFilter(g0: v128, g1: v128, g2: v128, to: usize, stride: usize): void {
  const s = times(add(g0, g2), -1.0 / 6.0), m = times(g1, 1.0 / 6.0);
  const t = add(times(g0, 1.0 / 24.0), times(g2, 1.0 / 6.0)), n = times(g1, 1.0 / 12.0);
  v128.store(to, times(g0, 0.25));
  v128.store(to + stride, sub(s, m));
  v128.store(to + 2 * stride, add(s, m));
  v128.store(to + 3 * stride, add(t, n));
  v128.store(to + 4 * stride, sub(t, n));
  v128.store(to + 5 * stride, g2);
}

/** Six vectors times G transposed: three. */
@inline function transformFilterGradient(from: usize, step: usize, to: usize, stride: usize): void {
  const u0 = v128.load(from), u1 = v128.load(from + step), u2 = v128.load(from + 2 * step);
  const u3 = v128.load(from + 3 * step), u4 = v128.load(from + 4 * step), u5 = v128.load(from + 5 * step);
  const s = times(add(u1, u2), -1.0 / 6.0), t = add(u3, u4);
  v128.store(to, add(add(times(u0, 0.25), s), times(t, 1.0 / 24.0)));
  v128.store(to + stride, add(times(sub(u2, u1), 1.0 / 6.0), times(sub(u3, u4), 1.0 / 12.0)));
  v128.store(to + 2 * stride, add(add(s, times(t, 1.0 / 6.0)), u5));
}

@inline function load4(at: usize, step: usize, count: i32): v128 {
  if (step == 4 && count >= 4) return v128.load(at);
  let v = v128.load32_zero(at);
  if (count > 1) v = v128.load32_lane(at + step, v, 1);
  if (count > 2) v = v128.load32_lane(at + 2 * step, v, 2);
  if (count > 3) v = v128.load32_lane(at + 3 * step, v, 3);
  return v;
}

/**
 * Transforms filters into 36 matrices of `depth` rows, packed in panels as packPanels does, for the panels [begin, end).
 * The filter of row k, column n, tap t is at source + t * tapStep + k * rowStep + n * columnStep (bytes); the first tap
 * may be the last in memory (tapStep negative).
 */
export function winogradFilters(
  source: usize, target: usize, depth: i32, columns: i32, tapStep: i32, rowStep: i32, columnStep: i32, matrixBytes: i32,
  begin: i32, end: i32,
): void {
  const buffer = scratch();
  const step = <usize>columnStep;
  for (let panel = begin; panel < end; panel++) {
    const count = min(columns - panel * 8, 8);
    const width: usize = count > 4 ? 32 : 16;
    for (let half: usize = 0; half < width; half += 16) {
      const lanes = count - <i32>(half >> 2);
      for (let k = 0; k < depth; k++) {
        const from = source + <usize>(k * rowStep) + <usize>((panel * 8 + <i32>(half >> 2)) * columnStep);
        for (let row: i32 = 0; row < 3; row++) {
          const at = from + <usize>(3 * row * tapStep);
          const g0 = load4(at, step, lanes), g1 = load4(at + <usize>tapStep, step, lanes), g2 = load4(at + <usize>(2 * tapStep), step, lanes);
          transformFilter(g0, g1, g2, buffer + <usize>row * 96, 16);
        }
        const to = target + <usize>panel * <usize>depth * 32 + <usize>k * width + half;
        for (let column: usize = 0; column < 6; column++) {
          const p = buffer + (column << 4);
          transformFilter(
            v128.load(p), v128.load(p, 96), v128.load(p, 192),
            to + column * <usize>matrixBytes, 6 * <usize>matrixBytes,
          );
        }
      }
    }
  }
}

/** Transforms a 6x6 patch of the image, zeros outside of it, into row `tile` of the 36 matrices. */
@inline function patchToRows(
  image: usize, height: i32, width: i32, channels: i32, y0: i32, x0: i32,
  patch: usize, buffer: usize, to: usize, matrixBytes: usize,
): void {
  const pixel = (<usize>channels) << 2;
  let from = image + <usize>((y0 * width + x0) * channels * 4);
  let line = <usize>width * pixel;
  if (y0 < 0 || x0 < 0 || y0 + 6 > height || x0 + 6 > width) {
    const first = max(0, -x0), last = min(6, width - x0);
    for (let v = 0; v < 6; v++) {
      const row = patch + <usize>v * 6 * pixel;
      const outside = y0 + v < 0 || y0 + v >= height || last <= first;
      const begin: usize = outside ? 6 * pixel : <usize>first * pixel;
      const end: usize = outside ? 6 * pixel : <usize>last * pixel;
      // Whole vectors, in order: what reaches too far is written again after. Calls of memory.copy cost more.
      for (let i: usize = 0; i < begin; i += 16) v128.store(row + i, i32x4.splat(0));
      for (let i = begin, at = from + <usize>v * line; i < end; i += 16) v128.store(row + i, v128.load(at + i));
      for (let i = end; i < 6 * pixel; i += 16) v128.store(row + i, i32x4.splat(0));
    }
    from = patch;
    line = 6 * pixel;
  }
  for (let c: usize = 0; c < pixel; c += 16) {
    for (let column: usize = 0; column < 6; column++) transformInput(from + column * pixel + c, line, buffer + (column << 4), 96);
    for (let row: usize = 0; row < 6; row++) transformInput(buffer + row * 96, 16, to + 6 * row * matrixBytes + c, matrixBytes);
  }
}

/**
 * Convolves: the blocks [begin, end) of `tiles` tiles each, counted over all images. `panels` is from winogradFilters.
 * The output's pixel (y, x) sees the image from (y - top, x - left).
 */
export function winograd(
  source: usize, panels: usize, bias: usize, target: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, outChannels: i32, top: i32, left: i32,
  tiles: i32, total: i32, zero: usize,
  begin: i32, end: i32,
): void {
  const tilesX = (outWidth + 3) / 4, tilesY = (outHeight + 3) / 4;
  const inStride = (<usize>channels * 4 + 15) & ~15, outStride = (<usize>outChannels * 4 + 31) & ~31;
  const inMatrix = <usize>tiles * inStride, outMatrix = <usize>tiles * outStride;
  const panelMatrix = ((<usize>outChannels + 7) & ~7) * <usize>channels * 4;
  const pixel = (<usize>outChannels) << 2;
  const buffer = scratch();
  const results = buffer + 576;
  const inputs = buffer + 1024;
  const outputs = inputs + POSITIONS * inMatrix + 64;
  const patch = outputs + POSITIONS * outMatrix + 64;
  for (let block = begin; block < end; block++) {
    const first = block * tiles;
    const count = min(tiles, total - first);
    for (let t = 0; t < count; t++) {
      const index = first + t;
      const image = index / (tilesX * tilesY), y = index / tilesX % tilesY, x = index % tilesX;
      patchToRows(
        source + <usize>(image * height * width) * ((<usize>channels) << 2), height, width, channels, y * 4 - top, x * 4 - left,
        patch, buffer, inputs + <usize>t * inStride, inMatrix,
      );
    }
    for (let position: usize = 0; position < POSITIONS; position++) {
      const a = inputs + position * inMatrix, c = outputs + position * outMatrix;
      const matrix = panels + position * panelMatrix;
      for (let column = 0; column < outChannels; column += 8) {
        const b = matrix + <usize>column * <usize>channels * 4;
        const wide = outChannels - column > 4;
        const to = c + ((<usize>column) << 2);
        for (let t = 0; t < count; t += 4) {
          const t1 = <usize>min(t + 1, count - 1), t2 = <usize>min(t + 2, count - 1), t3 = <usize>min(t + 3, count - 1);
          const a0 = a + <usize>t * inStride, a1 = a + t1 * inStride, a2 = a + t2 * inStride, a3 = a + t3 * inStride;
          const c0 = to + <usize>t * outStride, c1 = to + t1 * outStride, c2 = to + t2 * outStride, c3 = to + t3 * outStride;
          if (wide) rows4x8(a0, a1, a2, a3, b, zero, 1, channels, c0, c1, c2, c3, zero);
          else rows4x4(a0, a1, a2, a3, b, zero, 1, channels, c0, c1, c2, c3, zero);
        }
      }
    }
    for (let t = 0; t < count; t++) {
      const index = first + t;
      const image = index / (tilesX * tilesY), y = index / tilesX % tilesY * 4, x = index % tilesX * 4;
      const from = outputs + <usize>t * outStride;
      const to = target + <usize>((image * outHeight + y) * outWidth + x) * pixel;
      const rows = min(4, outHeight - y), columns = min(4, outWidth - x);
      for (let c: usize = 0; c < pixel; c += 16) {
        const rest = <i32>((pixel - c) >> 2);
        const offset = v128.load(bias + c);
        for (let column: usize = 0; column < 6; column++) {
          transformOutput(from + column * outMatrix + c, 6 * outMatrix, buffer + (column << 4), 96);
        }
        for (let row: i32 = 0; row < rows; row++) {
          transformOutput(buffer + <usize>row * 96, 16, results, 16);
          let at = to + <usize>(row * outWidth) * pixel + c;
          for (let column: i32 = 0; column < columns; column++, at += pixel) {
            const value = f32x4.add(v128.load(results + ((<usize>column) << 4)), offset);
            if (rest >= 4) {
              v128.store(at, value);
            } else {
              v128.store(results, value);
              copyPart(at, results, rest);
            }
          }
        }
      }
    }
  }
}

/**
 * The first half of the filters' gradient: transforms the inputs' patches and the outputs' gradients of the tiles
 * `first` + [begin, end) into rows [begin, end) of 36 matrices each, `tiles` rows long.
 */
export function winogradPairs(
  source: usize, gradient: usize, inputs: usize, outputs: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, outChannels: i32, top: i32, left: i32,
  tiles: i32, first: i32,
  begin: i32, end: i32,
): void {
  const tilesX = (outWidth + 3) / 4, tilesY = (outHeight + 3) / 4;
  const inStride = (<usize>channels * 4 + 15) & ~15, outStride = (<usize>outChannels * 4 + 31) & ~31;
  const inMatrix = <usize>tiles * inStride, outMatrix = <usize>tiles * outStride;
  const pixel = (<usize>outChannels) << 2;
  const buffer = scratch();
  const corner = buffer + 576;
  const patch = buffer + 1024;
  for (let t = begin; t < end; t++) {
    const index = first + t;
    const image = index / (tilesX * tilesY), y = index / tilesX % tilesY * 4, x = index % tilesX * 4;
    patchToRows(
      source + <usize>(image * height * width) * ((<usize>channels) << 2), height, width, channels, y - top, x - left,
      patch, buffer, inputs + <usize>t * inStride, inMatrix,
    );
    const from = gradient + <usize>((image * outHeight + y) * outWidth + x) * pixel;
    const to = outputs + <usize>t * outStride;
    const rows = min(4, outHeight - y), columns = min(4, outWidth - x);
    for (let c: usize = 0; c < pixel; c += 16) {
      for (let column: i32 = 0; column < 4; column++) {
        for (let row: i32 = 0; row < 4; row++) {
          const inside = row < rows && column < columns;
          const at = from + <usize>(row * outWidth + column) * pixel + c;
          v128.store(corner + ((<usize>row) << 4), inside ? v128.load(at) : f32x4.splat(0));
        }
        transformGradient(corner, 16, buffer + ((<usize>column) << 4), 64);
      }
      for (let row: usize = 0; row < 6; row++) {
        transformGradient(buffer + row * 64, 16, to + 6 * row * outMatrix + c, outMatrix);
      }
    }
  }
}

/** Steps of the reduction that the micro-kernel makes at once. */
const STEP_BLOCK = 256;

/** The second half: for the positions [begin, end), target += transpose(inputs) outputs, over `count` of `tiles` rows. */
export function winogradProducts(
  inputs: usize, outputs: usize, target: usize, channels: i32, outChannels: i32, tiles: i32, count: i32, zeros: usize,
  begin: i32, end: i32,
): void {
  const inStride = (<usize>channels * 4 + 15) & ~15, outStride = (<usize>outChannels * 4 + 31) & ~31;
  const inMatrix = <usize>tiles * inStride, outMatrix = <usize>tiles * outStride;
  const rows = ((<usize>channels + 3) & ~3);
  for (let position = <usize>begin; position < <usize>end; position++) {
    for (let step = 0; step < count; step += STEP_BLOCK) {
      const steps = min(count - step, STEP_BLOCK);
      const a = inputs + position * inMatrix + <usize>step * inStride;
      const b = outputs + position * outMatrix + <usize>step * outStride;
      for (let row: usize = 0; row < rows; row += 4) {
        const c = target + (position * rows + row) * outStride;
        for (let column = 0; column < outChannels; column += 8) {
          const at = (<usize>column) << 2;
          if (outChannels - column > 4) columns4x8(a + (row << 2), inStride, b + at, outStride, zeros, 1, steps, c + at, outStride);
          else columns4x4(a + (row << 2), inStride, b + at, outStride, zeros, 1, steps, c + at, outStride);
        }
      }
    }
  }
}

/** From the 36 products to the filters' gradient, for the input channels [begin, end). */
export function winogradFilterGradient(products: usize, target: usize, channels: i32, outChannels: i32, begin: i32, end: i32): void {
  const outStride = (<usize>outChannels * 4 + 31) & ~31;
  const matrix = ((<usize>channels + 3) & ~3) * outStride;
  const pixel = (<usize>outChannels) << 2;
  const buffer = scratch();
  const results = buffer + 576;
  for (let row = <usize>begin; row < <usize>end; row++) {
    for (let c: usize = 0; c < pixel; c += 16) {
      const from = products + row * outStride + c;
      for (let column: usize = 0; column < 6; column++) {
        transformFilterGradient(from + column * matrix, 6 * matrix, buffer + (column << 4), 96);
      }
      const rest = <i32>((pixel - c) >> 2);
      for (let v: usize = 0; v < 3; v++) {
        transformFilterGradient(buffer + v * 96, 16, results, 16);
        for (let h: usize = 0; h < 3; h++) {
          const at = target + ((v * 3 + h) * <usize>channels + row) * pixel + c;
          if (rest >= 4) v128.store(at, v128.load(results + (h << 4)));
          else copyPart(at, results + (h << 4), rest);
        }
      }
    }
  }
}
