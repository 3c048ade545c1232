import {
  type KernelConfig,
  Max,
  type MaxAttrs,
  type MaxInputs,
  Mean,
  type MeanAttrs,
  Min,
  type MinAttrs,
  Sum,
  type SumAttrs,
} from '@tensorflow/tfjs-core';
import { REDUCTIONS, reduction } from '../shape/reduction';
import { defineKernel } from './define-kernel';

export const reductionKernels: readonly KernelConfig[] = [
  defineKernel<MaxInputs, MaxAttrs>(Max, (backend, { x }, { reductionIndices, keepDims }) =>
    reduction(backend, REDUCTIONS.max, x, reductionIndices, keepDims),
  ),
  defineKernel<MaxInputs, MinAttrs>(Min, (backend, { x }, { axis, keepDims }) =>
    reduction(backend, REDUCTIONS.min, x, axis, keepDims),
  ),
  defineKernel<MaxInputs, MeanAttrs>(Mean, (backend, { x }, { axis, keepDims }) =>
    reduction(backend, REDUCTIONS.sum, x, axis, keepDims, (count) => 1 / count),
  ),
  defineKernel<MaxInputs, SumAttrs>(Sum, (backend, { x }, { axis, keepDims }) =>
    reduction(backend, REDUCTIONS.sum, x, axis, keepDims),
  ),
];
