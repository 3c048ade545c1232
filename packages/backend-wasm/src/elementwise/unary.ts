import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import { ELEMENT_GRAIN } from '../threads/grain';

/** y = f(x); `undefined` unless x is float32. */
export function unary(backend: WasmBackend, f: number, x: TensorInfo, p = 0, q = 0): TensorInfo | undefined {
  if (x.dtype !== 'float32') return undefined;
  const output = backend.output(x.shape);
  unaryAt(backend, f, backend.address(x), backend.address(output), util.sizeFromShape(x.shape), p, q);
  return output;
}

/** As unary, on addresses; y may be x. */
export function unaryAt(
  backend: WasmBackend,
  f: number,
  x: number,
  y: number,
  length: number,
  p = 0,
  q = 0,
): void {
  backend.threads.run('unary', length, ELEMENT_GRAIN, { f, x, y, p, q });
}
