import type { ByteSource } from '../safetensors/open-safetensors';

/** Bytes that are there already; `read` gives views. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (begin, end) => bytes.subarray(begin, end) };
}
