import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import { stridedCopy } from './strided-copy';

/** A tensor of 4-byte elements with its dimensions in another order. */
export function transpose(backend: WasmBackend, x: TensorInfo, order: readonly number[]): TensorInfo {
  const shape = order.map((axis) => x.shape[axis] as number);
  const output = backend.output(shape, x.dtype);
  const from = contiguousStrides(x.shape);
  const to = contiguousStrides(shape);
  stridedCopy(
    backend,
    backend.address(x),
    backend.address(output),
    shape.map((size, i) => ({ size, a: from[order[i] as number] as number, b: to[i] as number })),
  );
  return output;
}

/** The distance, in elements, between neighbours along each dimension. */
export function contiguousStrides(shape: readonly number[]): number[] {
  return shape.map((_, i) => util.sizeFromShape(shape.slice(i + 1)));
}
