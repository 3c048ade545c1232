import { crc32 } from './crc32';
import { ZipError } from './zip-error';

const alignment = 64;
/** 1 January 1980: equal records give equal bytes. */
const date = 0x21;
const utf8 = 0x800;

/**
 * Writes a zip archive as PyTorch does: stored, each record's bytes at a multiple of 64, so that it can be mapped.
 *
 * @throws {ZipError} More than zip holds without its 64-bit extension.
 */
export function writeZip(records: readonly (readonly [name: string, bytes: Uint8Array])[]): Uint8Array {
  const encoder = new TextEncoder();
  let size = 0;
  const placed = records.map(([text, bytes]) => {
    const name = encoder.encode(text);
    const header = size;
    const unpadded = header + 30 + name.length + 4;
    const data = Math.ceil(unpadded / alignment) * alignment;
    size = data + bytes.length;
    return { name, bytes, header, padding: data - unpadded, data, crc: crc32(bytes) };
  });
  const directory = size;
  for (const { name } of placed) size += 46 + name.length;
  if (size + 22 > 0xfffffffe || records.length > 0xfffe) {
    const given = `${records.length} records of ${size} bytes`;
    throw new ZipError(given, 'at most 65 534 and 4 GB', 'Write safetensors instead: writeSafetensors.');
  }

  const archive = new Uint8Array(size + 22);
  const view = new DataView(archive.buffer);
  let at = 0;
  const put16 = (...values: number[]) => {
    for (const value of values) {
      view.setUint16(at, value, true);
      at += 2;
    }
  };
  const put32 = (...values: number[]) => {
    for (const value of values) {
      view.setUint32(at, value, true);
      at += 4;
    }
  };
  const put = (bytes: Uint8Array) => {
    archive.set(bytes, at);
    at += bytes.length;
  };

  for (const { name, bytes, header, padding, data, crc } of placed) {
    at = header;
    put32(0x04034b50);
    put16(20, utf8, 0, 0, date);
    put32(crc, bytes.length, bytes.length);
    put16(name.length, 4 + padding);
    put(name);
    put16(0x4246, padding); // 'FB', PyTorch's mark.
    archive.fill(0x5a, at, data);
    at = data;
    put(bytes);
  }
  for (const { name, bytes, header, crc } of placed) {
    put32(0x02014b50);
    put16(20, 20, utf8, 0, 0, date);
    put32(crc, bytes.length, bytes.length);
    put16(name.length, 0, 0, 0, 0);
    put32(0, header);
    put(name);
  }
  put32(0x06054b50);
  put16(0, 0, records.length, records.length);
  put32(size - directory, directory);
  put16(0);
  return archive;
}
