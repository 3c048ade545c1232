import { type UnaryInputs, util, ZerosLike } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel';

export const zerosLike = defineKernel<UnaryInputs, unknown>(ZerosLike, (backend, { x }) => {
  if (x.dtype !== 'float32' && x.dtype !== 'int32') return undefined;
  const output = backend.output(x.shape, x.dtype);
  backend.fillZeros(backend.address(output), util.sizeFromShape(x.shape));
  return output;
});
