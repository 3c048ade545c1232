import {
  backend_util,
  DepthwiseConv2dNative,
  type DepthwiseConv2dNativeAttrs,
  DepthwiseConv2dNativeBackpropFilter,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  FusedDepthwiseConv2D,
  type FusedDepthwiseConv2DAttrs,
  type KernelConfig,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import { windowGeometry } from '../convolution/window-geometry';
import { fusedActivation } from '../elementwise/activation';
import { binary } from '../elementwise/binary';
import { BINARY_FUNCTIONS } from '../elementwise/functions';
import { unaryAt } from '../elementwise/unary';
import { REDUCTIONS, reduceMiddle } from '../shape/reduction';
import { allFloat } from './convolution-info';
import { defineKernel } from './define-kernel';

/** Elements that a thread computes at once. */
const GRAIN = 8_192;
/** Parts of a batch whose filter gradients are added at the end: the same at any thread count. */
const PARTS = 32;

/** `undefined` for what the fast kernels do not have: other layouts, several filters a channel, nothing to do. */
function geometryOf(
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dilations, dimRoundingMode }: Omit<DepthwiseConv2dNativeAttrs, 'dataFormat'>,
): backend_util.Conv2DInfo | undefined {
  if (filterShape[3] !== 1 || filterShape[2] !== inputShape[3]) return undefined;
  const info = backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    true,
  );
  return util.sizeFromShape(inputShape) * util.sizeFromShape(info.outShape) === 0 ? undefined : info;
}

function reserve(backend: WasmBackend, info: backend_util.Conv2DInfo): void {
  backend.threads.reserveScratch(info.filterHeight * info.filterWidth * 8);
}

function forward(
  backend: WasmBackend,
  x: TensorInfo,
  filter: TensorInfo,
  info: backend_util.Conv2DInfo,
): TensorInfo {
  const output = backend.output(info.outShape);
  reserve(backend, info);
  const grain = Math.ceil(GRAIN / (info.outWidth * info.outChannels));
  backend.threads.run('depthwise', info.batchSize * info.outHeight, grain, {
    source: backend.address(x),
    filters: backend.address(filter),
    target: backend.address(output),
    ...windowGeometry(info),
  });
  return output;
}

export const depthwiseKernels: readonly KernelConfig[] = [
  defineKernel<{ x: TensorInfo; filter: TensorInfo }, DepthwiseConv2dNativeAttrs>(
    DepthwiseConv2dNative,
    (backend, { x, filter }, attrs) => {
      const info = geometryOf(x.shape, filter.shape, attrs);
      if (info === undefined || (attrs.dataFormat ?? 'NHWC') !== 'NHWC' || !allFloat(x, filter))
        return undefined;
      return forward(backend, x, filter, info);
    },
  ),

  defineKernel<{ x: TensorInfo; filter: TensorInfo; bias?: TensorInfo }, FusedDepthwiseConv2DAttrs>(
    FusedDepthwiseConv2D,
    (backend, { x, filter, bias }, attrs) => {
      const info = geometryOf(x.shape, filter.shape, attrs);
      const { leakyreluAlpha } = attrs as { leakyreluAlpha?: number };
      const activation = fusedActivation(attrs.activation, leakyreluAlpha);
      if (info === undefined || activation === undefined || !allFloat(x, filter)) return undefined;
      if (bias !== undefined && (bias.dtype !== 'float32' || bias.shape.length > 1)) return undefined;
      let output = forward(backend, x, filter, info);
      if (bias !== undefined) {
        const sum = binary(backend, BINARY_FUNCTIONS.add, output, bias) as TensorInfo;
        backend.disposeIntermediateTensorInfo(output);
        output = sum;
      }
      const to = backend.address(output);
      if (activation !== null)
        unaryAt(backend, activation.f, to, to, util.sizeFromShape(output.shape), activation.p);
      return output;
    },
  ),

  defineKernel<{ dy: TensorInfo; filter: TensorInfo }, DepthwiseConv2dNativeBackpropInputAttrs>(
    DepthwiseConv2dNativeBackpropInput,
    (backend, { dy, filter }, attrs) => {
      const info = geometryOf(attrs.inputShape, filter.shape, attrs);
      if (info === undefined || !allFloat(dy, filter) || !util.arraysEqual(dy.shape, info.outShape))
        return undefined;
      const output = backend.output(attrs.inputShape);
      reserve(backend, info);
      const grain = Math.ceil(GRAIN / (info.inWidth * info.inChannels));
      backend.threads.run('depthwiseInputGradient', info.batchSize * info.inHeight, grain, {
        gradient: backend.address(dy),
        filters: backend.address(filter),
        target: backend.address(output),
        ...windowGeometry(info),
      });
      return output;
    },
  ),

  defineKernel<{ x: TensorInfo; dy: TensorInfo }, DepthwiseConv2dNativeBackpropFilterAttrs>(
    DepthwiseConv2dNativeBackpropFilter,
    (backend, { x, dy }, attrs) => {
      const info = geometryOf(x.shape, attrs.filterShape, attrs);
      if (info === undefined || !allFloat(x, dy) || !util.arraysEqual(dy.shape, info.outShape))
        return undefined;
      const output = backend.output(attrs.filterShape);
      const size = util.sizeFromShape(attrs.filterShape);
      const partImages = Math.ceil(info.batchSize / PARTS);
      const parts = Math.ceil(info.batchSize / partImages);
      const partial = backend.temporary(parts * size * 4);
      reserve(backend, info);
      backend.threads.run('depthwiseFilterGradient', parts, 1, {
        source: backend.address(x),
        gradient: backend.address(dy),
        target: partial,
        batch: info.batchSize,
        partImages,
        ...windowGeometry(info),
      });
      reduceMiddle(backend, REDUCTIONS.sum, partial, backend.address(output), 1, parts, size, 1);
      return output;
    },
  ),
];
