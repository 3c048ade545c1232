import { expect, test } from 'vitest';
import { displayWidth, truncate } from './display-width';

test.each([
  ['abc', 3],
  ['漢字', 4],
  ['e\u0301', 1],
  ['🚀', 2],
  ['━╺─·', 4],
])('%s is that wide', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 5, 'abcd…'],
  ['漢字漢字', 4, '漢…'],
  ['abc', 1, '…'],
  ['abc', 0, ''],
])('%s cut to %i columns is %s', (text, columns, cut) => {
  expect(truncate(text, columns)).toBe(cut);
});
