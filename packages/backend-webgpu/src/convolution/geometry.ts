import type { backend_util } from '@tensorflow/tfjs-core';

/** What the shaders of convolutions are given of their images, filter, strides and padding. */
export function geometryOf(info: backend_util.Conv2DInfo): Readonly<Record<string, number>> {
  return {
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight: info.dilationHeight,
    dilationWidth: info.dilationWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}
