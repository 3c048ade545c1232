import { Cast, type CastAttrs, type CastInputs } from '@tensorflow/tfjs-core';
import type { NumericArray } from '../backend/tensor-data';
import { defineKernel } from './define-kernel';

/** Unlike tfjs's cpu kernel, stores the elements in their new type: kernels read addresses by it. */
export const cast = defineKernel<CastInputs, CastAttrs>(Cast, (backend, { x }, { dtype }) => {
  if (x.dtype === dtype && dtype !== 'complex64') return backend.alias(x, x.shape);
  const wider = (x.dtype === 'bool' && dtype === 'int32') || dtype === 'float32';
  if (!wider || (x.dtype !== 'bool' && x.dtype !== 'int32')) return undefined;
  const output = backend.output(x.shape, dtype);
  const target = backend.data.get(output.dataId).values as NumericArray;
  target.set(backend.data.get(x.dataId).values as NumericArray);
  return output;
});
