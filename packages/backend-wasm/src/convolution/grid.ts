import type { backend_util } from '@tensorflow/tfjs-core';

/** A grid of pixels of the target, each the sum of a patch of the source. */
export interface Grid {
  source: { height: number; width: number; channels: number };
  /** Pixels of the target, and the distance in the source from one to the next. */
  rows: number;
  columns: number;
  stepY: number;
  stepX: number;
  /** The first pixel's patch. */
  tapsY: readonly number[];
  tapsX: readonly number[];
  targetOffset: (row: number, column: number) => number;
  targetChannels: number;
  /** Floats of a target image. */
  targetFloats: number;
  /** Byte offsets of the groups of the filters' rows. */
  groupOffsets: readonly number[];
  depth: number;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** The convolution itself: the source is the input, the filters are read as they are. */
export function forwardGrid(info: backend_util.Conv2DInfo): Grid {
  const { outWidth, outChannels, filterHeight, filterWidth, inChannels } = info;
  return {
    source: { height: info.inHeight, width: info.inWidth, channels: inChannels },
    rows: info.outHeight,
    columns: outWidth,
    stepY: info.strideHeight,
    stepX: info.strideWidth,
    tapsY: range(filterHeight).map((i) => i * info.dilationHeight - info.padInfo.top),
    tapsX: range(filterWidth).map((i) => i * info.dilationWidth - info.padInfo.left),
    targetOffset: (row, column) => (row * outWidth + column) * outChannels,
    targetChannels: outChannels,
    targetFloats: info.outHeight * outWidth * outChannels,
    groupOffsets: [0],
    depth: filterHeight * filterWidth * inChannels,
  };
}

/** The filter taps along one axis that reach the input pixels `phase`, `phase + stride`, ...: nearest first. */
function tapsOfPhase(phase: number, size: number, stride: number, dilation: number, pad: number) {
  return range(size)
    .map((tap) => ({ tap, distance: phase + pad - tap * dilation }))
    .filter(({ distance }) => distance % stride === 0)
    .map(({ tap, distance }) => ({ tap, distance: distance / stride }))
    .sort((a, b) => a.distance - b.distance);
}

/**
 * The gradient with respect to the input: one convolution of the output's gradient with transposed filters for each
 * phase of the strides, so that no product with an interleaved zero is computed. Where these grids are not
 * `complete`, the pixels that they leave out have gradient zero.
 */
export function backwardGrids(info: backend_util.Conv2DInfo): { grids: Grid[]; complete: boolean } {
  const { strideHeight, strideWidth, inHeight, inWidth, inChannels, outChannels, padInfo } = info;
  const grids: Grid[] = [];
  let complete = true;
  for (let y = 0; y < Math.min(strideHeight, inHeight); y++) {
    for (let x = 0; x < Math.min(strideWidth, inWidth); x++) {
      const tapsY = tapsOfPhase(y, info.filterHeight, strideHeight, info.dilationHeight, padInfo.top);
      const tapsX = tapsOfPhase(x, info.filterWidth, strideWidth, info.dilationWidth, padInfo.left);
      if (tapsY.length === 0 || tapsX.length === 0) {
        complete = false;
        continue;
      }
      const groups = tapsY.flatMap((v) => tapsX.map((h) => v.tap * info.filterWidth + h.tap));
      grids.push({
        source: { height: info.outHeight, width: info.outWidth, channels: outChannels },
        rows: Math.ceil((inHeight - y) / strideHeight),
        columns: Math.ceil((inWidth - x) / strideWidth),
        stepY: 1,
        stepX: 1,
        tapsY: tapsY.map(({ distance }) => distance),
        tapsX: tapsX.map(({ distance }) => distance),
        targetOffset: (row, column) =>
          ((y + row * strideHeight) * inWidth + x + column * strideWidth) * inChannels,
        targetChannels: inChannels,
        targetFloats: inHeight * inWidth * inChannels,
        groupOffsets: groups.map((tap) => tap * inChannels * outChannels * 4),
        depth: outChannels,
      });
    }
  }
  return { grids, complete };
}
