import type { StateDict } from '../state-dict/state-tensor';
import { decodeTensor } from './decode-tensor';
import { headerLength, prefixLength, readHeader } from './read-header';

export interface Safetensors {
  /** In the order of their data, which the official writer sorts by name. */
  readonly tensors: StateDict;
  readonly metadata: Record<string, string>;
}

/**
 * Reads a safetensors file (https://github.com/huggingface/safetensors). The whole header is checked before any tensor
 * is copied; nothing of the file is executed. Every tensor becomes float32: F32, F16, BF16, BOOL and integers of up to
 * 16 bits exactly, wider integers exactly or not at all, F64 rounded.
 *
 * @throws {SafetensorsError} The bytes are not a well-formed file, a tensor has a dtype that is not read (complex, 8-bit
 * floats), or an integer is beyond ±2²⁴.
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const dataBegin = prefixLength + headerLength(bytes, bytes.length);
  const { entries, metadata } = readHeader(bytes.subarray(prefixLength, dataBegin), bytes.length - dataBegin);
  const data = bytes.subarray(dataBegin);
  const tensors = new Map(
    entries.map((entry) => [entry.name, decodeTensor(entry, data.subarray(entry.begin, entry.end))]),
  );
  return { tensors, metadata };
}
