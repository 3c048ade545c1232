import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { callBase } from './kernel';
import { reshaped } from './views';

/** [m, k] · [k, n] -> [m, n] by XNNPACK; the caller owns the result. Contents are read as matrices of those sizes. */
export function matMul(backend: BackendWasm, a: TensorInfo, b: TensorInfo, m: number, k: number, n: number) {
  const attrs = { transposeA: false, transposeB: false };
  const inputs = { a: reshaped(a, [1, m, k]), b: reshaped(b, [1, k, n]) };
  return reshaped(callBase('BatchMatMul', backend, inputs, attrs), [m, n]);
}
