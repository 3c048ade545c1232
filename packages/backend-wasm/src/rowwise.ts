import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { callBase, type Kernel, kernel } from './kernel';
import { floatsOf, isEmpty, reshaped } from './views';

/** XNNPACK broadcasts row by row; from this many elements on, a row is worth the call. */
const LONG_ROW = 512;

/**
 * An elementwise kernel that meets a vector of channels with longer rows: the vector is repeated until its row is
 * long, ten times as fast for the six channels of LeNet.
 */
export function rowwise(name: 'Add' | 'Sub' | 'Multiply'): Kernel {
  return kernel<'a' | 'b'>(name, ({ inputs: { a, b }, backend }) => {
    if (isRowOf(b, a))
      return withLongRow(backend, a, b, (x, row) => callBase(name, backend, { a: x, b: row }));
    if (isRowOf(a, b))
      return withLongRow(backend, b, a, (x, row) => callBase(name, backend, { a: row, b: x }));
    return callBase(name, backend, { a, b });
  });
}

/** Whether `row` is one value a channel of `x`, [..., channels], and short. */
export function isRowOf(row: TensorInfo, x: TensorInfo): boolean {
  const channels = x.shape[x.shape.length - 1] as number;
  return (
    x.shape.length > 1 &&
    row.shape.length <= x.shape.length &&
    row.dtype === 'float32' &&
    x.dtype === 'float32' &&
    channels > 1 &&
    channels < LONG_ROW &&
    row.shape[row.shape.length - 1] === channels &&
    util.sizeFromShape(row.shape) === channels &&
    !isEmpty(x)
  );
}

function withLongRow(
  backend: BackendWasm,
  x: TensorInfo,
  row: TensorInfo,
  apply: (x: TensorInfo, row: TensorInfo) => TensorInfo,
): TensorInfo {
  let axis = x.shape.length - 1;
  let length = x.shape[axis] as number;
  while (axis > 0 && length < LONG_ROW) length *= x.shape[--axis] as number;
  const long = repeated(backend, row, length);
  const result = apply(reshaped(x, [util.sizeFromShape(x.shape) / length, length]), long);
  backend.disposeData(long.dataId);
  return reshaped(result, x.shape);
}

/** The vector over and over, `length` elements in all; the caller owns it. */
function repeated(backend: BackendWasm, row: TensorInfo, length: number): TensorInfo {
  const out = backend.makeOutput([length], 'float32');
  const to = floatsOf(backend, out);
  const from = floatsOf(backend, row);
  to.set(from);
  for (let filled = from.length; filled < length; filled *= 2) {
    to.copyWithin(filled, 0, Math.min(filled, length - filled));
  }
  return out;
}
