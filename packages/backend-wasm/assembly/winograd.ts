// Convolutions of 3x3 filters by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, 2015): a tile of 4x4 output pixels
// costs 36 products a pair of channels where the definition needs 144. The 36 products of all tiles are matrix products.
//
// Buffers, with T tiles a block: inputs [36][T][inputs], outputs [36][T][outputs], channels rounded up so that whole vectors
// may be written; what lies in the rounding is not used.

import { scratch } from './control';
import { rows4x4, rows4x8 } from './micro-kernels';
import { copyPart } from './tile';
import { patchToRows, POSITIONS } from './winograd-tiles';
import { transformFilter, transformOutput } from './winograd-transforms';

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
