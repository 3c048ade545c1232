import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { callBase } from './kernel';

/** A copy of `x` with its axes in the order `perm`; the caller owns it. */
export function transpose(backend: BackendWasm, x: TensorInfo, perm: number[]): TensorInfo {
  return callBase('Transpose', backend, { x }, { perm });
}
