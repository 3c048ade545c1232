import type { Dataset, Group, ready } from 'h5wasm';
import type { TensorInfo } from '../safetensors/open-safetensors';
import { KerasFileError } from './keras-file-error';

/** An HDF5 file while it is open: groups and arrays under paths like `/layers/dense/vars/0`. */
export interface Hdf5 {
  readonly groups: ReadonlySet<string>;
  /** All arrays, in no order that means anything. */
  readonly arrays: ReadonlyMap<string, TensorInfo>;
  /** Undefined where there is none. */
  attribute(path: string, name: string): unknown;
  /** The values of an array, as the file's type of numbers: little-endian, row-major. */
  bytes(path: string): ArrayBuffer;
}

/** Objects, levels of groups, and bytes of an array and of all that are read, at most. */
const most = { objects: 100_000, depth: 24, bytes: 2 ** 30, allBytes: 2 ** 31 };
const again = 'Save the model again, or fetch the file again.';

/**
 * Opens an HDF5 file for as long as `use` runs. It is read by the HDF Group's own library, compiled to WebAssembly: `h5wasm`, which is loaded
 * now. The library sees nothing but this file: no links, and no parts elsewhere, lead out of it.
 *
 * @throws {KerasFileError} It is not well-formed, or h5wasm is not installed.
 */
export async function withHdf5<T>(location: string, file: Uint8Array, use: (hdf5: Hdf5) => T): Promise<T> {
  const { File, ready } = await library(location);
  const module = await ready;
  module.activate_throwing_error_handler();
  const name = 'model.h5'; // Nothing is awaited below: there is one at a time.
  module.FS.writeFile(name, file);
  try {
    const opened = new File(name, 'r');
    try {
      return use(reader(location, opened, module));
    } finally {
      opened.close();
    }
  } catch (error) {
    if (error instanceof KerasFileError) throw error;
    throw malformed(location, error);
  } finally {
    module.FS.unlink(name);
  }
}

async function library(location: string) {
  try {
    return await import('h5wasm');
  } catch {
    const given = 'the package h5wasm is not installed';
    const expected = 'it to be there for Keras files';
    throw new KerasFileError(location, given, expected, 'Install it: npm install h5wasm');
  }
}

/** The library reports where in its code something went wrong, line by line; the last one says what. */
function malformed(location: string, error: unknown): KerasFileError {
  const lines = String(error instanceof Error ? error.message : error).split('\n');
  const last = lines.filter((line) => /^ +#\d+: /.test(line)).at(-1) ?? lines[0] ?? '';
  const reason = last.replace(/^ +#\d+: .*\(\): /, '').slice(0, 200);
  return new KerasFileError(location, `it is not well-formed HDF5 (${reason})`, 'all of the file', again);
}

type Library = Awaited<typeof ready>;

function reader(location: string, root: Group, module: Library): Hdf5 {
  const { H5G_GROUP, H5G_DATASET } = module;
  const arrays = new Map<string, TensorInfo>();
  const groups = new Set<string>();
  let objects = 0;
  let bytesRead = 0;
  const walk = (group: Group, path: string, depth: number): void => {
    groups.add(path);
    if (depth > most.depth)
      throw new KerasFileError(location, 'groups within groups', `${most.depth} levels`, again);
    for (const name of group.keys()) {
      if (++objects > most.objects)
        throw new KerasFileError(location, 'too many groups', `at most ${most.objects}`, again);
      const below = `${path}/${name}`;
      const type = root.get_type(below);
      if (type === H5G_GROUP) walk(root.get(below) as Group, below, depth + 1);
      else if (type === H5G_DATASET) arrays.set(below, infoOf(root.get(below) as Dataset));
    }
  };
  walk(root, '', 0);
  return {
    groups,
    arrays,
    attribute: (path, name) =>
      groups.has(path) ? ((root.get(path || '/') as Group).attrs[name]?.value ?? undefined) : undefined,
    bytes(path) {
      const info = arrays.get(path);
      const array = root.get(path) as Dataset;
      const { size, total_size: count } = array.metadata;
      if (info === undefined || info.dtype === '' || size * count > most.bytes) {
        const given = `the array ${path} of ${count} values of ${size} bytes`;
        const expected = `real numbers, of ${most.bytes} bytes together`;
        throw new KerasFileError(location, given, expected, 'Save the model in float32.');
      }
      // A file can state values that take no bytes in it, and name one array many times.
      bytesRead += size * count;
      if (bytesRead > most.allBytes)
        throw new KerasFileError(location, 'its arrays together', `at most ${most.allBytes} bytes`, again);
      return info.dtype === 'F16' ? halfBytes(module, array) : bytesOf(array.value, info.dtype);
    },
  };
}

/** The library's own arrays have no numbers of two bytes: as the file has them. */
function halfBytes(module: Library, { file_id, path, metadata }: Dataset): ArrayBuffer {
  const length = metadata.size * metadata.total_size;
  const place = module._malloc(length);
  try {
    module.get_dataset_data(file_id, path, null, null, null, BigInt(place));
    return module.HEAPU8.slice(place, place + length).buffer;
  } finally {
    module._free(place);
  }
}

/** Scalars come as numbers. */
function bytesOf(value: unknown, dtype: string): ArrayBuffer {
  if (ArrayBuffer.isView(value))
    return value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength) as ArrayBuffer;
  if (typeof value === 'bigint')
    return (dtype === 'U64' ? BigUint64Array.of(value) : BigInt64Array.of(value)).buffer;
  const arrays = { F64: Float64Array, F32: Float32Array, I32: Int32Array, U32: Uint32Array, I16: Int16Array };
  const small = { U16: Uint16Array, I8: Int8Array, U8: Uint8Array };
  return { ...arrays, ...small }[dtype as 'F32'].of(Number(value)).buffer;
}

/** Numbers by the names that safetensors has for them; '' for what is no real number that the library reads. */
function infoOf({ metadata, shape }: Dataset): TensorInfo {
  const { type, size, signed, littleEndian } = metadata;
  const floats = littleEndian ? [2, 4, 8] : [4, 8];
  const [letter, sizes] = type === 1 ? ['F', floats] : [signed ? 'I' : 'U', [1, 2, 4, 8]];
  const isNumber = (type === 0 || type === 1) && (sizes as number[]).includes(size);
  return { dtype: isNumber ? `${letter}${8 * size}` : '', shape: shape ?? [] };
}
