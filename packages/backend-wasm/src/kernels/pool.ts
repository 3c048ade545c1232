import {
  AvgPool,
  type AvgPoolAttrs,
  AvgPoolGrad,
  backend_util,
  type KernelConfig,
  MaxPool,
  MaxPoolGrad,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import { windowGeometry } from '../convolution/window-geometry';
import { defineKernel } from './define-kernel';

/** Elements that a thread pools at once. */
const GRAIN = 8_192;

function poolInfo(x: TensorInfo, { filterSize, strides, pad, dimRoundingMode }: AvgPoolAttrs) {
  const shape = x.shape as [number, number, number, number];
  return backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

function forward(name: string, kernel: 'avgPool' | 'maxPool'): KernelConfig {
  return defineKernel<{ x: TensorInfo }, AvgPoolAttrs>(name, (backend, { x }, attrs) => {
    const info = poolInfo(x, attrs);
    if (x.dtype !== 'float32' || util.sizeFromShape(info.outShape) === 0) return undefined;
    // As in tfjs, whatever the padding.
    const single = info.filterHeight === 1 && info.filterWidth === 1;
    if (single && util.arraysEqual(info.inShape, info.outShape)) return backend.alias(x, x.shape);
    const output = backend.output(info.outShape);
    backend.threads.reserveScratch(1024);
    const grain = Math.ceil(GRAIN / (info.outWidth * info.outChannels));
    backend.threads.run(kernel, info.batchSize * info.outHeight, grain, {
      x: backend.address(x),
      y: backend.address(output),
      ...windowGeometry(info),
    });
    return output;
  });
}

function backward(
  backend: WasmBackend,
  kernel: 'avgPoolGradient' | 'maxPoolGradient',
  dy: TensorInfo,
  x: TensorInfo,
  attrs: AvgPoolAttrs,
): TensorInfo | undefined {
  const info = poolInfo(x, attrs);
  const fits = util.arraysEqual(dy.shape, info.outShape) && util.sizeFromShape(x.shape) > 0;
  if (x.dtype !== 'float32' || dy.dtype !== 'float32' || !fits) return undefined;
  const output = backend.output(x.shape);
  backend.threads.reserveScratch(1024);
  const grain = Math.ceil(GRAIN / (info.inHeight * info.inWidth * info.inChannels));
  backend.threads.run(kernel, info.batchSize, grain, {
    gradient: backend.address(dy),
    x: backend.address(x),
    target: backend.address(output),
    ...windowGeometry(info),
  });
  return output;
}

export const poolKernels: readonly KernelConfig[] = [
  forward(AvgPool, 'avgPool'),
  forward(MaxPool, 'maxPool'),
  defineKernel<{ dy: TensorInfo; input: TensorInfo }, AvgPoolAttrs>(
    AvgPoolGrad,
    (backend, { dy, input }, attrs) => backward(backend, 'avgPoolGradient', dy, input, attrs),
  ),
  defineKernel<{ dy: TensorInfo; input: TensorInfo }, AvgPoolAttrs>(
    MaxPoolGrad,
    (backend, { dy, input }, attrs) => backward(backend, 'maxPoolGradient', dy, input, attrs),
  ),
];
