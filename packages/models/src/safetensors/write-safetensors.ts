import { fillsShape } from '../state-dict/fills-shape';
import { SafetensorsError } from './safetensors-error';
import { dtypeOf, type TypedTensor } from './typed-tensors';

/**
 * Writes tensors as a safetensors file: those of a state dict as F32, others by their kind (Int32Array: I32). Like the official writer it sorts them by name and pads the
 * header to a multiple of eight bytes, so that equal tensors give equal bytes.
 *
 * @throws {SafetensorsError} A tensor's data do not fill its shape, or its name is the reserved `__metadata__`.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, TypedTensor>,
  metadata?: Record<string, string>,
): Uint8Array {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = metadata === undefined ? [] : [`"__metadata__":${JSON.stringify(metadata)}`];
  let size = 0;
  for (const [name, { shape, data }] of sorted) {
    if (name === '__metadata__') {
      throw new SafetensorsError(
        "the name '__metadata__'",
        'another: the format keeps it',
        'Rename the tensor.',
        name,
      );
    }
    if (!fillsShape(data.length, shape)) {
      const given = `${data.length} values for shape [${shape}]`;
      const expected = 'sides that are whole numbers, and as many values as these hold';
      throw new SafetensorsError(given, expected, 'Correct the shape or the data.', name);
    }
    const offsets = [size, size + data.byteLength];
    const entry = { dtype: dtypeOf(data), shape, data_offsets: offsets };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    size += data.byteLength;
  }

  const json = new TextEncoder().encode(`{${fields.join(',')}}`);
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(json, 8);
  let offset = 8 + headerLength;
  for (const [, { data }] of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}
