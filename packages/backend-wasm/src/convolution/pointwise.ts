import type { backend_util } from '@tensorflow/tfjs-core';
import type { Product } from '../matmul/multiply';

/** Whether a convolution is a plain matrix product: 1x1 filters on every pixel. */
export function isPointwise(info: backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const { top, bottom, left, right } = info.padInfo;
  return filterHeight * filterWidth * strideHeight * strideWidth === 1 && top + bottom + left + right === 0;
}

function pixelsOf({ batchSize, outHeight, outWidth }: backend_util.Conv2DInfo): number {
  return batchSize * outHeight * outWidth;
}

/** Pixels x filters. */
export function pointwiseForward(info: backend_util.Conv2DInfo): Product {
  const { outChannels: n, inChannels: k } = info;
  return { m: pixelsOf(info), n, k, transposeA: false, transposeB: false };
}

/** The output's gradient x transposed filters. */
export function pointwiseBackward(info: backend_util.Conv2DInfo): Product {
  const { inChannels: n, outChannels: k } = info;
  return { m: pixelsOf(info), n, k, transposeA: false, transposeB: true };
}

/** Transposed pixels x the output's gradient. */
export function pointwiseFilterGradient(info: backend_util.Conv2DInfo): Product {
  const { inChannels: m, outChannels: n } = info;
  return { m, n, k: pixelsOf(info), transposeA: true, transposeB: false };
}
