import { expect, it } from 'vitest';
import { textWithCode } from './text-with-code';

it.each([
  ['plain', ['plain']],
  ['', []],
  ['`a_b` needs `--set c`.', [{ code: 'a_b' }, ' needs ', { code: '--set c' }, '.']],
  ['one ` alone', ['one ` alone']],
])('%j', (written, text) => {
  expect(textWithCode(written)).toEqual(text);
});
