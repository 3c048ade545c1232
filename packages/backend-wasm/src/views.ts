import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';

/** The tensor's own memory. Valid until the next allocation: growth of the heap detaches it. */
export function floatsOf(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap({ ...tensor, dtype: 'float32' }) as Float32Array;
}

/** The same elements under another shape; shares memory and reference count. */
export function reshaped(tensor: TensorInfo, shape: number[]): TensorInfo {
  return { dataId: tensor.dataId, dtype: tensor.dtype, shape };
}

/** A new tensor of zeros that the caller owns. */
export function zeros(backend: BackendWasm, shape: number[]): TensorInfo {
  const out = backend.makeOutput(shape, 'float32');
  floatsOf(backend, out).fill(0);
  return out;
}

export function isEmpty(...tensors: TensorInfo[]): boolean {
  return tensors.some(({ shape }) => util.sizeFromShape(shape) === 0);
}
