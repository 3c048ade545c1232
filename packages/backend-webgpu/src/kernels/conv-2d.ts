import { backend_util, Conv2D, type Conv2DAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { geometryOf } from '../convolution/geometry';
import { insideOf } from '../convolution/image-code';
import { implicitProduct } from '../convolution/product';
import { defineKernel } from './define-kernel';
import { tfjsKernel } from './tfjs-kernel';

/** A convolution: patches · filter. */
export const conv2d = defineKernel(
  Conv2D,
  (backend, inputs: Readonly<Record<'x' | 'filter', TensorInfo>>, attributes: Conv2DAttrs) => {
    const { strides, pad, dataFormat, dilations, dimRoundingMode } = attributes;
    if (dataFormat === 'NCHW') return tfjsKernel(Conv2D, backend, inputs, attributes);
    const { x, filter } = inputs;
    const info = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filter.shape as [number, number, number, number],
      strides,
      dilations,
      pad,
      dimRoundingMode,
    );
    const y = backend.makeTensorInfo(info.outShape, 'float32');
    implicitProduct(backend, {
      name: Conv2D,
      rows: info.batchSize * info.outHeight * info.outWidth,
      columns: info.outChannels,
      depth: info.filterHeight * info.filterWidth * info.inChannels,
      left: { tensor: x, along: 'depth', inFours: info.inChannels % 4 === 0 },
      right: { tensor: filter, along: 'columns', inFours: info.outChannels % 4 === 0 },
      output: y,
      integers: geometryOf(info),
      code: `${insideOf('inHeight', 'inWidth', 'inChannels')}
      fn rowOf(m: u32) -> vec4i {
        let line = m / given.outWidth;
        let image = line / given.outHeight;
        return vec4i(i32(image * given.inHeight * given.inWidth * given.inChannels), i32(line % given.outHeight * given.strideHeight) - i32(given.padTop), i32(m % given.outWidth * given.strideWidth) - i32(given.padLeft), 0);
      }
      fn depthOf(k: u32) -> vec4i {
        let tap = k / given.inChannels;
        return vec4i(i32(tap / given.filterWidth * given.dilationHeight), i32(tap % given.filterWidth * given.dilationWidth), i32(k % given.inChannels), i32(k));
      }
      fn leftAt(row: vec4i, depth: vec4i) -> i32 { return inside(row.x, row.y + depth.x, row.z + depth.y, depth.z); }
      fn rightAt(depth: vec4i, n: u32) -> u32 { return u32(depth.w) * given.columns + n; }
      fn address(row: vec4i, part: u32, m: u32, n: u32) -> u32 { return m * given.columns + n; }`,
    });
    return y;
  },
);
