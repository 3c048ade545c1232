import * as node from 'node:zlib';
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { crc32, inflateSync } from './zlib';

const bytes = fc.uint8Array({ maxLength: 300 });

test.prop([bytes, fc.nat(9)])(
  'bytes come back, and have the checksum that Node gives them',
  (data, level) => {
    const packed = node.deflateSync(data, { level });
    expect(inflateSync(packed, { maxOutputLength: data.length })).toEqual(data);
    expect(crc32(data)).toBe(node.crc32(data));
  },
);

test.prop([bytes, fc.nat(9), fc.integer({ min: 1, max: 300 })])(
  'more bytes than are allowed are an error, as in Node',
  (data, level, less) => {
    fc.pre(data.length >= less);
    const packed = node.deflateSync(data, { level });
    const tooLong = () => inflateSync(packed, { maxOutputLength: data.length - less });
    expect(tooLong).toThrow(expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }));
  },
);

test.each([4085, 4090, 4096, 4100, 20_000])(
  '%i bytes that hardly pack come back from several slices',
  (length) => {
    const data = Uint8Array.from({ length }, (_, i) => (i * i * 7919) >>> 5);
    for (const level of [0, 9]) {
      const packed = node.deflateSync(data, { level });
      expect(inflateSync(packed, { maxOutputLength: length })).toEqual(data);
    }
  },
);

test('ten million zeros in a small file are not unpacked', () => {
  const packed = node.deflateSync(Buffer.alloc(1e7));
  expect(() => inflateSync(packed, { maxOutputLength: 10 })).toThrow('too many bytes');
});
