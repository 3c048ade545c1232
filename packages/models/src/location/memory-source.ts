import type { ByteSource } from '../safetensors/open-safetensors';

/** Bytes in memory; `read` gives views. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (begin, end) => bytes.subarray(begin, end) };
}
