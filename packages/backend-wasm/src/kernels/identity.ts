import { Identity } from '@tensorflow/tfjs-core';
import { callBase, kernel } from '../kernel';

/** Shares the data by reference count; tfjs-backend-wasm copies it, in every clone and every gradient. */
export const identity = kernel<'x'>(Identity, ({ inputs: { x }, backend }) => {
  if (x.dtype === 'string') return callBase(Identity, backend, { x });
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
});
