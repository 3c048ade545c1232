// Stands for `node:zlib`: what reading a PNG needs of it.
import { Unzlib } from 'fflate';

const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/** The checksum of zip and PNG. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (remainders[(crc ^ byte) & 0xff] as number);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Few packed bytes at a time: each of them may stand for a thousand. */
const slice = 4096;

/** @throws Error of that code, as in Node, as soon as there are more bytes than `maxOutputLength` */
export function inflateSync(packed: Uint8Array, options: { readonly maxOutputLength: number }): Uint8Array {
  const bytes = new Uint8Array(options.maxOutputLength);
  let count = 0;
  const stream = new Unzlib((some) => {
    if (count + some.length > bytes.length)
      throw Object.assign(new Error('too many bytes'), { code: 'ERR_BUFFER_TOO_LARGE' });
    bytes.set(some, count);
    count += some.length;
  });
  for (let at = 0; at < packed.length; at += slice)
    stream.push(packed.subarray(at, at + slice), at + slice >= packed.length);
  return bytes.subarray(0, count);
}
