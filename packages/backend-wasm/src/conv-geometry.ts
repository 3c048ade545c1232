import { backend_util } from '@tensorflow/tfjs-core';
import { UnsupportedDataFormatError } from './unsupported-data-format-error';

export type ConvInfo = backend_util.Conv2DInfo;
type Shape4D = [number, number, number, number];

interface ConvAttrs {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Sizes and padding of a convolution whose gradient is asked for; like tfjs-backend-wasm it knows NHWC only. */
export function convInfoOf(inputShape: number[], filterShape: number[], attrs: ConvAttrs): ConvInfo {
  if (attrs.dataFormat === 'NCHW') throw new UnsupportedDataFormatError(attrs.dataFormat);
  const { strides, pad, dimRoundingMode } = attrs;
  return backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

/** Whether the convolution is a matrix product of the images as they lie in memory. */
export function isMatMul(info: ConvInfo): boolean {
  const { filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth } = info;
  const wholeImage = outHeight * outWidth === 1 && filterHeight === inHeight && filterWidth === inWidth;
  const pixelwise = filterHeight * filterWidth === 1 && outHeight === inHeight && outWidth === inWidth;
  const { top, left } = info.padInfo;
  return (wholeImage || pixelwise) && top === 0 && left === 0;
}

/** Patch elements that a column matrix may hold: 2 MiB of them, what a cache holds beside the operands. */
const PATCH_ELEMENTS = 1 << 19;

/** How many images' patches to hold at once. */
export function imagesPerChunk({
  batchSize,
  outHeight,
  outWidth,
  filterHeight,
  filterWidth,
  inChannels,
}: ConvInfo) {
  const perImage = outHeight * outWidth * filterHeight * filterWidth * inChannels;
  return Math.min(batchSize, Math.max(1, Math.floor(PATCH_ELEMENTS / perImage)));
}
