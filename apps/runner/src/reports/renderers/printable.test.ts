import { expect, it } from 'vitest';
import { printable } from './printable';

it.each([
  ['an escape sequence', '\u001b[2Jx', '\ufffd[2Jx'],
  ['line breaks', 'a\r\nb\u2028c', 'a\ufffd\ufffdb\ufffdc'],
  ['a C1 control', '\u009b31m', '\ufffd31m'],
  ['text in reverse order', '\u202etxt', '\ufffdtxt'],
  ['what writing needs', 'é 日本 👩‍🔬 نمی‌خواهم', 'é 日本 👩‍🔬 نمی‌خواهم'],
])('%s', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});
