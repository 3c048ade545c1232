import { OneHot, type OneHotAttrs, util } from '@tensorflow/tfjs-core';
import { kernel } from '../kernel';

/** tfjs-backend-wasm writes int32 values whatever the dtype asked for: as float32 they are denormal numbers. */
export const oneHot = kernel<'indices', OneHotAttrs>(OneHot, ({ inputs: { indices }, attrs, backend }) => {
  const { depth, onValue, offValue, dtype } = attrs;
  const out = backend.makeOutput([...indices.shape, depth], dtype);
  const values = backend.typedArrayFromHeap(out);
  const classes = backend.typedArrayFromHeap(indices);
  values.fill(offValue);
  const count = util.sizeFromShape(indices.shape);
  for (let i = 0; i < count; i++) {
    const index = classes[i] as number;
    if (index >= 0 && index < depth) values[i * depth + index] = onValue;
  }
  return out;
});
