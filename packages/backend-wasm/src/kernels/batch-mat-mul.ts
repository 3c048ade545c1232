import { BatchMatMul, type BatchMatMulAttrs, type BatchMatMulInputs } from '@tensorflow/tfjs-core';
import { batchMultiply } from './batch-multiply';
import { defineKernel } from './define-kernel';

export const batchMatMul = defineKernel<BatchMatMulInputs, BatchMatMulAttrs>(
  BatchMatMul,
  (backend, { a, b }, { transposeA, transposeB }) => batchMultiply(backend, a, b, transposeA, transposeB),
);
