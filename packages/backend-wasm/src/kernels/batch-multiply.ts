import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import { multiply } from '../matmul/multiply';

/** A matrix product of tfjs: any batch dimensions. `undefined` where this backend has no fast product for it. */
export function batchMultiply(
  backend: WasmBackend,
  a: TensorInfo,
  b: TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
  bias?: TensorInfo,
): TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || (transposeA && (transposeB || bias)))
    return undefined;
  if (a.shape.length < 2 || b.shape.length < 2) return undefined;
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  // tfjs's cpu kernel throws its own error.
  if ((transposeA ? rowsA : columnsA) !== (transposeB ? columnsB : rowsB)) return undefined;
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const n = transposeB ? rowsB : columnsB;
  const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const batch = util.sizeFromShape(outer);
  const batchA = util.sizeFromShape(a.shape.slice(0, -2));
  const batchB = util.sizeFromShape(b.shape.slice(0, -2));
  const fits = (batchA === batch || batchA === 1) && (batchB === batch || batchB === 1);
  if (!fits || batch * m * n * k === 0) return undefined;
  const output = backend.output([...outer, m, n]);
  const product = { m, n, k, transposeA, transposeB };
  const from = backend.address(a);
  const right = backend.address(b);
  const to = backend.address(output);
  const offset = bias === undefined ? backend.zeros(n) : backend.address(bias);
  if (batch > 1 && batchB === 1 && !transposeA) {
    multiply(backend, { ...product, m: batch * m }, from, right, offset, to);
    return output;
  }
  for (let i = 0; i < batch; i++) {
    const left = from + (batchA === 1 ? 0 : i * m * k * 4);
    multiply(backend, product, left, right + (batchB === 1 ? 0 : i * k * n * 4), offset, to + i * m * n * 4);
  }
  return output;
}
