// The gradient of a convolution of 3x3 filters with respect to them, by Winograd's F(4x4, 3x3); the buffers are those of winograd.ts.

import { scratch } from './control';
import { columns4x4, columns4x8 } from './micro-kernels';
import { copyPart } from './tile';
import { patchToRows } from './winograd-tiles';
import { transformFilterGradient, transformGradient } from './winograd-transforms';

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
