import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  BatchMatMul,
  type BatchMatMulAttrs,
  broadcast_util,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { callBase, kernel } from '../kernel';
import { matMul } from '../mat-mul';
import { withTemporaries } from '../temporaries';
import { transpose } from '../transpose';
import { floatsOf, isEmpty, reshaped } from '../views';
import { withWindow } from '../window';

/** Smaller products are not worth a call of XNNPACK each. */
const SMALLEST_PRODUCT = 8192;

/**
 * Transposes first and takes matrices one by one, so that XNNPACK multiplies: tfjs-backend-wasm falls to scalar
 * loops for a transposed operand, which both gradients of a dense layer have, and for every batch.
 */
export const batchMatMul = kernel<'a' | 'b', BatchMatMulAttrs>(
  BatchMatMul,
  ({ inputs: { a, b }, attrs: { transposeA, transposeB }, backend }) =>
    withTemporaries(backend, (temporary) => {
      const left = transposeA ? temporary(swapLastAxes(backend, a)) : a;
      const right = transposeB ? temporary(swapLastAxes(backend, b)) : b;
      const [m, k] = left.shape.slice(-2) as [number, number];
      const n = right.shape.at(-1) as number;
      const outer = broadcast_util.assertAndGetBroadcastShape(
        left.shape.slice(0, -2),
        right.shape.slice(0, -2),
      );
      const count = util.sizeFromShape(outer);
      const leftCount = util.sizeFromShape(left.shape.slice(0, -2));
      const rightCount = util.sizeFromShape(right.shape.slice(0, -2));
      if (rightCount === 1 && leftCount === count && !isEmpty(left, right)) {
        return reshaped(temporary(matMul(backend, left, right, count * m, k, n)), [...outer, m, n]);
      }
      if (
        m * k * n < SMALLEST_PRODUCT ||
        ![1, count].includes(leftCount) ||
        ![1, count].includes(rightCount)
      ) {
        const plain = { transposeA: false, transposeB: false };
        return temporary(callBase(BatchMatMul, backend, { a: left, b: right }, plain));
      }
      const out = temporary(backend.makeOutput([...outer, m, n], 'float32'));
      for (let i = 0; i < count; i++) {
        const product = withWindow(backend, left, leftCount === 1 ? 0 : i * m * k, [m, k], (x) =>
          withWindow(backend, right, rightCount === 1 ? 0 : i * k * n, [k, n], (y) =>
            matMul(backend, x, y, m, k, n),
          ),
        );
        floatsOf(backend, out).set(floatsOf(backend, product), i * m * n);
        backend.disposeData(product.dataId);
      }
      return out;
    }),
);

function swapLastAxes(backend: BackendWasm, x: TensorInfo): TensorInfo {
  const rank = x.shape.length;
  return transpose(backend, x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}
