import { Unzlib } from 'fflate';
import { crc32 } from '../../../../packages/models/src/zip/crc32';

// Stands for `node:zlib`: what reading a PNG needs of it.
export { crc32 };

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
