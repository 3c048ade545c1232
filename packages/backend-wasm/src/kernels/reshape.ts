import {
  Identity,
  type IdentityInputs,
  type KernelConfig,
  Reshape,
  type ReshapeAttrs,
  type ReshapeInputs,
  util,
} from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel';

/** Kernels that return the same elements: no copy. */
export const aliasKernels: readonly KernelConfig[] = [
  defineKernel<ReshapeInputs, ReshapeAttrs>(Reshape, (backend, { x }, { shape }) => {
    const size = util.sizeFromShape(x.shape);
    const inferred = util.inferFromImplicitShape(shape, size);
    return util.sizeFromShape(inferred) === size && x.dtype !== 'complex64'
      ? backend.alias(x, inferred)
      : undefined;
  }),
  defineKernel<IdentityInputs, unknown>(Identity, (backend, { x }) => backend.alias(x, x.shape)),
];
