import type { StateDict, StateTensor } from '../state-dict/state-dict';
import { readHeader, type TensorEntry } from './read-header';
import { SafetensorsError } from './safetensors-error';

export interface Safetensors {
  /** In the order of their data, which the official writer sorts by name. */
  readonly tensors: StateDict;
  readonly metadata: Record<string, string>;
}

/** Values up to here are exact in float32. */
const exactLimit = 2 ** 24;

/** How the bytes of a dtype become float32. Counters (`num_batches_tracked`) are the integers of a state dict. */
const decoders: Readonly<
  Record<string, { width: number; decode(bytes: ArrayBuffer, name: string): Float32Array }>
> = {
  F32: { width: 4, decode: (bytes) => new Float32Array(bytes) },
  I64: {
    width: 8,
    decode: (bytes, name) => Float32Array.from(new BigInt64Array(bytes), (value) => exact(value, name)),
  },
};

/**
 * Reads a safetensors file (https://github.com/huggingface/safetensors) of F32 tensors and I64 counters. The whole
 * header is checked before any tensor is copied; nothing of the file is executed.
 *
 * @throws {SafetensorsError} The bytes are not a well-formed file, or a tensor has another dtype.
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const { entries, metadata, length } = readHeader(bytes);
  const data = bytes.subarray(length);
  const tensors = new Map(entries.map((entry) => [entry.name, readTensor(entry, data)]));
  return { tensors, metadata };
}

function readTensor({ name, dtype, shape, begin, end }: TensorEntry, data: Uint8Array): StateTensor {
  const decoder = Object.hasOwn(decoders, dtype) ? decoders[dtype] : undefined;
  if (decoder === undefined) {
    const advice = 'Convert it first: in Python, tensor.float().';
    throw new SafetensorsError(`dtype ${dtype}`, Object.keys(decoders).join(' or '), advice, name);
  }
  const stated = shape.reduce((product, size) => product * size, decoder.width);
  if (stated !== end - begin) {
    const given = `${end - begin} bytes of data`;
    const expected = `the ${stated} of ${dtype} [${shape}]`;
    throw new SafetensorsError(given, expected, 'Write the file again with the official library.', name);
  }
  // A copy, because the data of a file need not be aligned; not `slice`, which in Node's Buffer makes a view.
  return { shape, data: decoder.decode(new Uint8Array(data.subarray(begin, end)).buffer, name) };
}

function exact(value: bigint, name: string): number {
  const number = Number(value);
  if (Math.abs(number) > exactLimit) {
    const advice =
      'Integers are read as float32: convert the tensor to F32 if the loss of digits does no harm.';
    throw new SafetensorsError(`the integer ${value}`, `at most ±${exactLimit}`, advice, name);
  }
  return number;
}
