/** The bytes of an IDX file: zero, zero, type 8 (unsigned byte), the number of dimensions, the dimensions, the data. */
export function idxBytes(dimensions: readonly number[], data: ArrayLike<number>): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * dimensions.length));
  header.setUint8(2, 8);
  header.setUint8(3, dimensions.length);
  for (const [axis, size] of dimensions.entries()) header.setUint32(4 + 4 * axis, size);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...Array.from(data)]);
}
