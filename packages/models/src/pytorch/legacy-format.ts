import { dtypes } from '../state-dict/dtypes';
import { advice } from './errors/advice';
import { PytorchFileError } from './errors/pytorch-file-error';
import { ByteCursor } from './pickle/byte-cursor';
import { kindOf, type PickleValue, type Storage } from './pickle/pickle-value';
import { storageOf } from './pickle/storage-of';
import { unpickle } from './pickle/unpickle';
import type { StoredObject } from './stored-object';

const magic = 0x1950a86a20f9469cfc6cn;
const protocol = 1001;

/**
 * PyTorch's format up to 1.5, and since with `_use_new_zipfile_serialization=False`: five pickles (a magic number, the
 * protocol, the writer's machine, the object, the storages' keys), then each storage's length and bytes.
 *
 * @throws {PytorchFileError}
 */
export function readLegacyFormat(file: Uint8Array): StoredObject {
  let at = 0;
  const next = (load: (id: PickleValue) => PickleValue = storageOf): PickleValue => {
    const { value, end } = unpickle(file, at, load);
    at = end;
    return value;
  };

  expectValue(next(), magic, "PyTorch's magic number");
  expectValue(next(), protocol, `protocol ${protocol}`);
  const machine = next();
  expectValue(machine instanceof Map ? machine.get('little_endian') : machine, true, 'a little-endian file');

  const stated = new Map<string, Storage>();
  const value = next((id) => {
    const storage = storageOf(id);
    const known = stated.get(storage.key) ?? storage;
    if (known.dtype !== storage.dtype || known.length !== storage.length) {
      throw malformed(`storage ${JSON.stringify(storage.key)} in two sizes`, 'one size');
    }
    stated.set(storage.key, known);
    return known;
  });

  const keys = next();
  if (!Array.isArray(keys) || keys.length !== stated.size) {
    throw malformed(`${kindOf(keys)} of storages`, `a list of the ${stated.size} that the tensors name`);
  }
  const cursor = new ByteCursor(file, at);
  const held = new Map<Storage, Uint8Array>();
  for (const key of keys) {
    const storage = typeof key === 'string' ? stated.get(key) : undefined;
    if (storage === undefined || held.has(storage)) {
      throw malformed(`${kindOf(key)} as key of a storage`, 'each that the tensors name, once');
    }
    const length = cursor.uint64();
    if (length !== BigInt(storage.length)) {
      throw malformed(`a storage of ${length} values`, `the ${storage.length} that its tensors state`);
    }
    held.set(storage, cursor.take(storage.length * (dtypes.get(storage.dtype)?.width ?? 0)));
  }
  if (cursor.at < file.length) {
    throw malformed(`${file.length - cursor.at} bytes after the last storage`, 'none');
  }
  return { value, bytesOf: (storage) => held.get(storage) ?? new Uint8Array() };
}

function expectValue(given: PickleValue | undefined, expected: PickleValue, what: string): void {
  if (given !== expected) throw malformed(kindOf(given), what);
}

function malformed(given: string, expected: string): PytorchFileError {
  return new PytorchFileError(given, expected, advice.download);
}
