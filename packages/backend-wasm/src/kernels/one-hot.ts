import { OneHot, type OneHotAttrs, type OneHotInputs, util } from '@tensorflow/tfjs-core';
import type { NumericArray } from '../backend/tensor-data';
import { defineKernel } from './define-kernel';

/** Unlike tfjs's cpu kernel, writes straight to the heap. An index outside of the depth gives a row of `offValue`. */
export const oneHot = defineKernel<OneHotInputs, OneHotAttrs>(
  OneHot,
  (backend, { indices }, { depth, onValue, offValue, dtype }) => {
    if (indices.dtype !== 'int32' || (dtype !== 'float32' && dtype !== 'int32')) return undefined;
    const output = backend.output([...indices.shape, depth], dtype);
    const target = backend.data.get(output.dataId).values as NumericArray;
    const ids = backend.data.get(indices.dataId).values as NumericArray;
    target.fill(offValue);
    for (let row = 0; row < util.sizeFromShape(indices.shape); row++) {
      const id = ids[row] as number;
      if (id >= 0 && id < depth) target[row * depth + id] = onValue;
    }
    return output;
  },
);
