import { advice } from '../errors/advice';
import { PytorchFileError } from '../errors/pytorch-file-error';
import { kindOf, type PickleValue, Storage, TensorView, Tuple } from './pickle-value';

/** PyTorch's own limit. */
const maximumRank = 64;

/**
 * `torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)`: what every tensor is.
 *
 * @throws {PytorchFileError} Not such arguments, or values outside the storage.
 */
export function rebuildTensor(args: readonly PickleValue[]): TensorView {
  const [storage, offset, size, stride] = args;
  const shape = sizesOf(size);
  const strides = sizesOf(stride);
  if (!(storage instanceof Storage) || !isSize(offset) || !shape || shape.length !== strides?.length) {
    throw new PytorchFileError(
      `a tensor of ${args.slice(0, 4).map(kindOf).join(', ') || 'nothing'}`,
      `a storage, an offset, and as many sizes as strides, at most ${maximumRank}`,
      advice.download,
    );
  }
  const tensor = new TensorView(storage, offset, shape, strides);
  const last = shape.reduce((index, side, axis) => index + (side - 1) * (strides[axis] ?? 0), offset);
  if (!Number.isSafeInteger(tensor.size) || (tensor.size > 0 && !(last < storage.length))) {
    throw new PytorchFileError(
      `a tensor [${shape}] with strides [${strides}] from value ${offset}`,
      `one within the ${storage.length} values of its storage`,
      advice.download,
    );
  }
  return tensor;
}

function sizesOf(value: PickleValue | undefined): readonly number[] | undefined {
  if (!(value instanceof Tuple) || value.items.length > maximumRank) return undefined;
  return value.items.every(isSize) ? (value.items as readonly number[]) : undefined;
}

function isSize(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
