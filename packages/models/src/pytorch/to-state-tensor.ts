import { dtypes } from '../state-dict/dtypes';
import type { StateTensor } from '../state-dict/state-tensor';
import { PytorchFileError } from './errors/pytorch-file-error';
import type { TensorView } from './pickle/pickle-value';

/** @param storage The bytes of the view's storage. @param name For messages. */
export function toStateTensor(view: TensorView, storage: Uint8Array, name?: string): StateTensor {
  const dtype = dtypes.get(view.storage.dtype);
  if (dtype === undefined) throw new RangeError(`dtype ${view.storage.dtype} is not in the table of dtypes`);
  const packed = pack(view, storage, dtype.width);
  const data = dtype.decode(packed, (given, expected, advice) => {
    throw new PytorchFileError(given, expected, advice, name === undefined ? {} : { tensor: name });
  });
  return { shape: view.shape, data };
}

/** The view's values in row-major order; a copy. */
function pack(view: TensorView, storage: Uint8Array, width: number): ArrayBuffer {
  const { offset, shape, strides, size } = view;
  const packed = new Uint8Array(size * width);
  if (size === 0) return packed.buffer;
  if (isContiguous(view)) {
    packed.set(storage.subarray(offset * width, (offset + size) * width));
    return packed.buffer;
  }
  const index = shape.map(() => 0);
  let from = offset * width;
  for (let to = 0; to < packed.length; to += width) {
    for (let byte = 0; byte < width; byte++) packed[to + byte] = storage[from + byte] as number;
    // Counts up like an odometer: the last axis first.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [side, step, i] = [
        shape[axis] as number,
        (strides[axis] as number) * width,
        index[axis] as number,
      ];
      if (i + 1 < side) {
        index[axis] = i + 1;
        from += step;
        break;
      }
      index[axis] = 0;
      from -= i * step;
    }
  }
  return packed.buffer;
}

function isContiguous({ shape, strides }: TensorView): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const side = shape[axis] as number;
    if (side !== 1 && strides[axis] !== expected) return false;
    expected *= side;
  }
  return true;
}
