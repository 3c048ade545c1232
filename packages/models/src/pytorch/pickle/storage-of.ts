import { advice } from '../errors/advice';
import { PytorchFileError } from '../errors/pytorch-file-error';
import { kindOf, type PickleValue, Storage, StorageType, Tuple } from './pickle-value';

/**
 * The storage that a persistent id stands for: ('storage', type, key, device, length), in the legacy format with a view
 * after it, of which only None is taken. The device does not matter here.
 *
 * @throws {PytorchFileError} Any other id: the source of a module of a whole model, say.
 */
export function storageOf(id: PickleValue): Storage {
  const items = id instanceof Tuple ? id.items : [];
  const [kind, type, key, device, length, view = null, ...rest] = items;
  if (
    kind !== 'storage' ||
    !(type instanceof StorageType) ||
    typeof key !== 'string' ||
    typeof device !== 'string' ||
    typeof length !== 'number' ||
    !Number.isSafeInteger(length) ||
    length < 0 ||
    view !== null ||
    rest.length > 0
  ) {
    throw new PytorchFileError(
      `the persistent id (${items.slice(0, 7).map(kindOf).join(', ')})`,
      'a storage: its type, key, device and length',
      advice.saveStateDict,
    );
  }
  return new Storage(type.dtype, key, length);
}
