// The input gradient of a convolution with few input channels, where tiles of eight columns would be mostly empty: all
// products of an output pixel's gradient with the filters at once, then added where the patch lies in the image.

import { scratch } from './control';
import { matmulRows } from './matmul';
import { TILE_BYTES } from './tile';

/**
 * The gradients of the images [begin, end). `panels` holds the transposed filters, outChannels rows of
 * filterHeight * filterWidth * channels columns; `zeros` as many zeros.
 */
export function columnsToImage(
  gradient: usize, panels: usize, target: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, top: i32, left: i32,
  zeros: usize, zero: usize,
  begin: i32, end: i32,
): void {
  const pixels = outHeight * outWidth;
  const run = (<usize>(filterWidth * channels)) << 2;
  const patch = <usize>filterHeight * run;
  const pixel = (<usize>channels) << 2;
  // The region that patches cover: the image and its padding.
  const regionHeight = max((outHeight - 1) * strideY + filterHeight, height + top);
  const regionWidth = max((outWidth - 1) * strideX + filterWidth, width + left);
  const line = <usize>regionWidth * pixel;
  const columns = scratch() + TILE_BYTES;
  const region = columns + <usize>pixels * patch;
  for (let image = begin; image < end; image++) {
    const from = gradient + (<usize>(image * pixels * outChannels) << 2);
    matmulRows(from, outChannels, panels, zeros, columns, outChannels, filterHeight * filterWidth * channels, zero, 0, pixels);
    memory.fill(region, 0, <usize>regionHeight * line);
    let source = columns;
    for (let y = 0; y < outHeight; y++) {
      let corner = region + <usize>(y * strideY) * line;
      for (let x = 0; x < outWidth; x++, corner += <usize>strideX * pixel) {
        for (let v = 0, to = corner; v < filterHeight; v++, to += line, source += run) {
          let i: usize = 0;
          for (; i + 16 <= run; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(source + i)));
          for (; i < run; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(source + i));
        }
      }
    }
    const to = target + <usize>(image * height * width) * pixel;
    for (let y = 0; y < height; y++) {
      memory.copy(to + <usize>(y * width) * pixel, region + <usize>(y + top) * line + <usize>left * pixel, <usize>width * pixel);
    }
  }
}
