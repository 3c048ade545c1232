import { Slice, type SliceAttrs, slice_util, util } from '@tensorflow/tfjs-core';
import { callBase, kernel } from '../kernel';
import { floatsOf } from '../views';

/** Shorter runs are copied faster by tfjs-backend-wasm. */
const SHORTEST_RUN = 32;

/** Copies whole runs of neighbouring elements; the gradient of padding is such a slice. */
export const slice = kernel<'x', SliceAttrs>(Slice, ({ inputs: { x }, attrs, backend }) => {
  const [begin, size] = slice_util.parseSliceParams(x as never, attrs.begin, attrs.size) as [
    number[],
    number[],
  ];
  slice_util.assertParamsValid(x as never, begin, size);
  let axis = x.shape.length - 1;
  while (axis > 0 && size[axis] === x.shape[axis]) axis--;
  const inner = util.sizeFromShape(x.shape.slice(axis + 1));
  const run = inner * (size[axis] ?? 1);
  if (x.dtype !== 'float32' || run < SHORTEST_RUN) return callBase(Slice, backend, { x }, attrs);
  const out = backend.makeOutput(size, 'float32');
  const from = floatsOf(backend, x);
  const to = floatsOf(backend, out);
  const strides = util.computeStrides(x.shape);
  let target = 0;
  const copy = (depth: number, offset: number): void => {
    if (depth === axis) {
      const source = offset + (begin[axis] ?? 0) * inner;
      to.set(from.subarray(source, source + run), target);
      target += run;
      return;
    }
    const first = begin[depth] as number;
    const stride = strides[depth] as number;
    for (let i = first; i < first + (size[depth] as number); i++) copy(depth + 1, offset + i * stride);
  };
  copy(0, 0);
  return out;
});
