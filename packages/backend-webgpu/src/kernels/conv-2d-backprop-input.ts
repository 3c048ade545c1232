import {
  backend_util,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { insideOf } from '../convolution/image-code';
import { implicitProduct } from '../convolution/product';
import { defineKernel } from './define-kernel';
import { tfjsKernel } from './tfjs-kernel';

/**
 * The gradient of a convolution's input. With strides, pixels whose row and column leave the same remainders are reached by the same taps
 * of the filter: one product for each pair of remainders, so that no term is a zero between strides.
 */
export const conv2dBackpropInput = defineKernel(
  Conv2DBackpropInput,
  (backend, inputs: Readonly<Record<'dy' | 'filter', TensorInfo>>, attributes: Conv2DBackpropInputAttrs) => {
    const { inputShape, strides, pad, dataFormat, dimRoundingMode } = attributes;
    if (dataFormat === 'NCHW') return tfjsKernel(Conv2DBackpropInput, backend, inputs, attributes);
    const { dy, filter } = inputs;
    const info = backend_util.computeConv2DInfo(
      inputShape,
      filter.shape as [number, number, number, number],
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const dx = backend.makeTensorInfo(inputShape, 'float32');
    for (const vertical of phases(info.inHeight, info.filterHeight, info.strideHeight, info.padInfo.top)) {
      for (const horizontal of phases(info.inWidth, info.filterWidth, info.strideWidth, info.padInfo.left)) {
        implicitProduct(backend, {
          name: Conv2DBackpropInput,
          rows: info.batchSize * vertical.pixels * horizontal.pixels,
          columns: info.inChannels,
          depth: vertical.taps * horizontal.taps * info.outChannels,
          left: { tensor: dy, along: 'depth', inFours: info.outChannels % 4 === 0 },
          right: { tensor: filter, along: 'depth', inFours: false },
          output: dx,
          integers: {
            inHeight: info.inHeight,
            inWidth: info.inWidth,
            outHeight: info.outHeight,
            outWidth: info.outWidth,
            outChannels: info.outChannels,
            filterWidth: info.filterWidth,
            strideHeight: info.strideHeight,
            strideWidth: info.strideWidth,
            height: vertical.pixels,
            width: horizontal.pixels,
            remainderY: vertical.remainder,
            remainderX: horizontal.remainder,
            tapsX: horizontal.taps,
            firstTapY: vertical.firstTap,
            firstTapX: horizontal.firstTap,
            firstY: vertical.first,
            firstX: horizontal.first,
          },
          code: `${insideOf('outHeight', 'outWidth', 'outChannels')}
      fn rowOf(m: u32) -> vec4i {
        let line = m / given.width;
        let image = line / given.height;
        let j = vec2u(line % given.height, m % given.width);
        let pixel = (image * given.inHeight + j.x * given.strideHeight + given.remainderY) * given.inWidth + j.y * given.strideWidth + given.remainderX;
        return vec4i(i32(image * given.outHeight * given.outWidth * given.outChannels), i32(j.x + given.firstY), i32(j.y + given.firstX), i32(pixel * given.columns));
      }
      fn depthOf(k: u32) -> vec4i {
        let tap = k / given.outChannels;
        let t = vec2u(tap / given.tapsX, tap % given.tapsX);
        let place = (given.firstTapY + t.x * given.strideHeight) * given.filterWidth + given.firstTapX + t.y * given.strideWidth;
        let channel = k % given.outChannels;
        return vec4i(i32(t.x), i32(t.y), i32(channel), i32(place * given.columns * given.outChannels + channel));
      }
      fn leftAt(row: vec4i, depth: vec4i) -> i32 { return inside(row.x, row.y - depth.x, row.z - depth.y, depth.z); }
      fn rightAt(depth: vec4i, n: u32) -> u32 { return u32(depth.w) + n * given.outChannels; }
      fn address(row: vec4i, part: u32, m: u32, n: u32) -> u32 { return u32(row.w) + n; }`,
        });
      }
    }
    return dx;
  },
);

/** Along one axis, the pixels remainder, remainder + stride, …, and the taps firstTap, firstTap + stride, … that reach them. */
function phases(size: number, filter: number, stride: number, padding: number) {
  return Array.from({ length: Math.min(stride, size) }, (_, remainder) => {
    const firstTap = (remainder + padding) % stride;
    return {
      remainder,
      firstTap,
      pixels: Math.ceil((size - remainder) / stride),
      taps: Math.max(0, Math.ceil((filter - firstTap) / stride)),
      /** The output that the first tap joins with the first pixel. */
      first: (remainder + padding - firstTap) / stride,
    };
  });
}
