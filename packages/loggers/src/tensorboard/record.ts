import { crc32c } from '@aws-crypto/crc32c';

/**
 * `data` as one record of TensorFlow's TFRecord format: length (uint64), its checksum, data, its checksum; all little-endian.
 * A reader stops at a record that was cut short, so a file is readable after any number of whole records.
 */
export function tfRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc(data), true);
  return record;
}

/** TFRecord's checksum: CRC-32C rotated right by 15 bits plus a constant, so that a checksum over checksums is not trivial. */
export function maskedCrc(data: Uint8Array): number {
  const crc = crc32c(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
