import { expect, test } from 'vitest';
import { fnv1a } from './fnv1a';

// http://www.isthe.com/chongo/src/fnv/test_fnv.c has these values for bytes.
test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
])('of %o', (text, hash) => {
  expect(fnv1a(Buffer.from(text))).toBe(hash);
});
