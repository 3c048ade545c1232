import {
  backend_util,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { geometryOf } from '../convolution/geometry';
import { insideOf } from '../convolution/image-code';
import { implicitProduct, tiling } from '../convolution/product';
import { addParts } from './add-parts';
import { defineKernel } from './define-kernel';
import { tfjsKernel } from './tfjs-kernel';

/** Workgroups that keep a large GPU busy. Fixed, so that results do not depend on the device. */
const GROUPS = 512;
/** Terms of a part, at least. */
const SMALLEST_PART = 256;

/**
 * The gradient of a convolution's filter: patchesᵀ · dy, a sum over all positions of the batch. There are few weights and very many
 * positions, so the sum is cut into parts, and a second pass adds those up.
 */
export const conv2dBackpropFilter = defineKernel(
  Conv2DBackpropFilter,
  (backend, inputs: Readonly<Record<'x' | 'dy', TensorInfo>>, attributes: Conv2DBackpropFilterAttrs) => {
    const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attributes;
    if (dataFormat === 'NCHW') return tfjsKernel(Conv2DBackpropFilter, backend, inputs, attributes);
    const { x, dy } = inputs;
    const info = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const rows = info.filterHeight * info.filterWidth * info.inChannels;
    const columns = info.outChannels;
    const depth = info.batchSize * info.outHeight * info.outWidth;
    const { tileRows, columnTiles } = tiling(columns);
    const tiles = Math.ceil(rows / tileRows) * columnTiles;
    const parts = Math.max(1, Math.min(Math.ceil(GROUPS / tiles), Math.ceil(depth / SMALLEST_PART)));
    const filter = backend.makeTensorInfo(filterShape, 'float32');
    const partial = parts === 1 ? filter : backend.makeTensorInfo([parts, rows, columns], 'float32');
    implicitProduct(backend, {
      name: Conv2DBackpropFilter,
      ...{ rows, columns, depth, parts },
      left: { tensor: x, along: 'rows', inFours: info.inChannels % 4 === 0 },
      right: { tensor: dy, along: 'columns', inFours: columns % 4 === 0 },
      output: partial,
      integers: geometryOf(info),
      code: `${insideOf('inHeight', 'inWidth', 'inChannels')}
      fn rowOf(m: u32) -> vec4i {
        let tap = m / given.inChannels;
        return vec4i(i32(tap / given.filterWidth) - i32(given.padTop), i32(tap % given.filterWidth) - i32(given.padLeft), i32(m % given.inChannels), 0);
      }
      fn depthOf(k: u32) -> vec4i {
        let line = k / given.outWidth;
        let image = line / given.outHeight;
        return vec4i(i32(image * given.inHeight * given.inWidth * given.inChannels), i32(line % given.outHeight * given.strideHeight), i32(k % given.outWidth * given.strideWidth), i32(k));
      }
      fn leftAt(row: vec4i, depth: vec4i) -> i32 { return inside(depth.x, depth.y + row.x, depth.z + row.y, row.z); }
      fn rightAt(depth: vec4i, n: u32) -> u32 { return u32(depth.w) * given.columns + n; }
      fn address(row: vec4i, part: u32, m: u32, n: u32) -> u32 { return (part * given.rows + m) * given.columns + n; }`,
    });
    if (partial !== filter) {
      addParts(backend, {
        name: 'addParts',
        parts: { sum: partial },
        outputs: { whole: filter },
        finish: 'whole[i] = sum;',
      });
      backend.disposeData(partial.dataId);
    }
    return filter;
  },
);
