import {
  backend_util,
  DepthwiseConv2dNativeBackpropFilter,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { dispatch } from '../backend/dispatch';
import { geometryOf } from '../convolution/geometry';
import { addParts } from './add-parts';
import { defineKernel } from './define-kernel';
import { tfjsKernel } from './tfjs-kernel';

const GROUP = 64;
/** Positions that one invocation adds up, before further ones are taken. */
const PART = 512;
const MOST_PARTS = 1024;
const MOST_TAPS = 49;

/**
 * The gradient of a depthwise convolution's filter, for one output a channel. An invocation adds up all taps of a channel over a part of the
 * positions: dy is read once for them all.
 */
export const depthwiseBackpropFilter = defineKernel(
  DepthwiseConv2dNativeBackpropFilter,
  (
    backend,
    inputs: Readonly<Record<'x' | 'dy', TensorInfo>>,
    attributes: DepthwiseConv2dNativeBackpropFilterAttrs,
  ) => {
    const { strides, dilations, pad, dimRoundingMode, filterShape } = attributes;
    const { x, dy } = inputs;
    const info = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      strides,
      dilations,
      pad,
      dimRoundingMode,
      true,
    );
    const taps = info.filterHeight * info.filterWidth;
    if (filterShape[3] !== 1 || taps > MOST_TAPS) {
      return tfjsKernel(DepthwiseConv2dNativeBackpropFilter, backend, inputs, attributes);
    }
    const channels = info.inChannels;
    const positions = info.batchSize * info.outHeight * info.outWidth;
    const parts = Math.min(MOST_PARTS, Math.ceil(positions / PART));
    const filter = backend.makeTensorInfo(filterShape, 'float32');
    const partial = backend.makeTensorInfo([parts, taps, channels], 'float32');
    const { filterHeight, filterWidth } = info;
    dispatch(backend, {
      name: `${DepthwiseConv2dNativeBackpropFilter}:${filterHeight}x${filterWidth}`,
      inputs: { images: x, dy },
      outputs: { partial },
      integers: {
        channels,
        positions,
        partPositions: Math.ceil(positions / parts),
        ...geometryOf(info),
      },
      workgroups: [Math.ceil(channels / GROUP), parts, 1],
      code: () => `
      fn pixel(image: u32, y: i32, x0: i32, c: u32) -> f32 {
        if (y < 0 || x0 < 0 || y >= i32(given.inHeight) || x0 >= i32(given.inWidth)) { return 0.0; }
        return images[((image * given.inHeight + u32(y)) * given.inWidth + u32(x0)) * given.channels + c];
      }
      @compute @workgroup_size(${GROUP})
      fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
        let c = group.x * ${GROUP}u + local;
        if (c >= given.channels) { return; }
        let end = min(given.positions, (group.y + 1u) * given.partPositions);
        var sums: array<f32, ${taps}>;
        for (var k = group.y * given.partPositions; k < end; k++) {
          let line = k / given.outWidth;
          let image = line / given.outHeight;
          let y0 = i32(line % given.outHeight * given.strideHeight) - i32(given.padTop);
          let x0 = i32(k % given.outWidth * given.strideWidth) - i32(given.padLeft);
          let d = dy[k * given.channels + c];
          for (var fy = 0; fy < ${filterHeight}; fy++) {
            for (var fx = 0; fx < ${filterWidth}; fx++) {
              sums[fy * ${filterWidth} + fx] += d * pixel(image, y0 + fy * i32(given.dilationHeight), x0 + fx * i32(given.dilationWidth), c);
            }
          }
        }
        for (var tap = 0u; tap < ${taps}u; tap++) { partial[(group.y * ${taps}u + tap) * given.channels + c] = sums[tap]; }
      }`,
    });
    addParts(backend, {
      name: 'addParts',
      parts: { sum: partial },
      outputs: { whole: filter },
      finish: 'whole[i] = sum;',
    });
    backend.disposeData(partial.dataId);
    return filter;
  },
);
