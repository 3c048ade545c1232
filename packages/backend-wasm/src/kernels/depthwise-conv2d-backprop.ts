import {
  backend_util,
  DepthwiseConv2dNativeBackpropFilter,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropInputAttrs,
} from '@tensorflow/tfjs-core';
import type { ConvInfo } from '../conv-geometry';
import { kernel } from '../kernel';
import { floatsOf, zeros } from '../views';

type Shape4D = [number, number, number, number];

/** The gradient of depthwiseConv2d in its filter, [fh, fw, channels, multiplier]. */
export const depthwiseConv2dBackpropFilter = kernel<'x' | 'dy', DepthwiseConv2dNativeBackpropFilterAttrs>(
  DepthwiseConv2dNativeBackpropFilter,
  ({ inputs: { x, dy }, attrs, backend }) => {
    const { strides, dilations, pad, dimRoundingMode, filterShape } = attrs;
    const shape = x.shape as Shape4D;
    const info = backend_util.computeConv2DInfo(
      shape,
      filterShape,
      strides,
      dilations,
      pad,
      dimRoundingMode,
      true,
    );
    const gradient = zeros(backend, filterShape);
    const to = floatsOf(backend, gradient);
    const images = floatsOf(backend, x);
    const from = floatsOf(backend, dy);
    const multiplier = filterShape[3];
    forEachTap(info, (image, out, tap) => {
      for (let k = 0; k < info.inChannels; k++) {
        const value = images[image + k] as number;
        for (let i = k * multiplier; i < (k + 1) * multiplier; i++) {
          to[tap + i] = (to[tap + i] as number) + value * (from[out + i] as number);
        }
      }
    });
    return gradient;
  },
);

/** The gradient of depthwiseConv2d in its images. */
export const depthwiseConv2dBackpropInput = kernel<'dy' | 'filter', DepthwiseConv2dNativeBackpropInputAttrs>(
  DepthwiseConv2dNativeBackpropInput,
  ({ inputs: { dy, filter }, attrs, backend }) => {
    const { strides, dilations, pad, dimRoundingMode, inputShape } = attrs;
    const shape = filter.shape as Shape4D;
    const info = backend_util.computeConv2DInfo(
      inputShape,
      shape,
      strides,
      dilations,
      pad,
      dimRoundingMode,
      true,
    );
    const gradient = zeros(backend, inputShape);
    const to = floatsOf(backend, gradient);
    const weights = floatsOf(backend, filter);
    const from = floatsOf(backend, dy);
    const multiplier = shape[3];
    forEachTap(info, (image, out, tap) => {
      for (let k = 0; k < info.inChannels; k++) {
        let sum = to[image + k] as number;
        for (let i = k * multiplier; i < (k + 1) * multiplier; i++) {
          sum += (weights[tap + i] as number) * (from[out + i] as number);
        }
        to[image + k] = sum;
      }
    });
    return gradient;
  },
);

/** Calls `visit` with the offsets of the first channel of an image pixel, an output pixel and the tap between them. */
function forEachTap(info: ConvInfo, visit: (image: number, out: number, tap: number) => void): void {
  const { batchSize, inChannels, inHeight, inWidth, outChannels, outHeight, outWidth, padInfo } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  let out = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      for (let outColumn = 0; outColumn < outWidth; outColumn++, out += outChannels) {
        for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
          const tapRow = Math.floor(tap / filterWidth);
          const row = outRow * strideHeight - padInfo.top + tapRow * dilationHeight;
          const column =
            outColumn * strideWidth - padInfo.left + (tap - tapRow * filterWidth) * dilationWidth;
          if (row < 0 || row >= inHeight || column < 0 || column >= inWidth) continue;
          visit(((image * inHeight + row) * inWidth + column) * inChannels, out, tap * outChannels);
        }
      }
    }
  }
}
