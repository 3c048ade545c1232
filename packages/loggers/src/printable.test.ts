import { expect, it } from 'vitest';
import { printable } from './printable';

it.each([
  ['an escape sequence', '\u001b[2Jx\u0007', '\\u001b[2Jx\\u0007'],
  ['line breaks', 'a\r\nb\u2028c', 'a\\u000d\\u000ab\\u2028c'],
  ['a C1 control', '\u009b31m', '\\u009b31m'],
  ['text in reverse order', '\u202etxt', '\\u202etxt'],
  ['an invisible tag', '\u{e0041}', '\\udb40\\udc41'],
  ['what writing needs', 'é 日本 👩‍🔬 نمی‌خواهم', 'é 日本 👩‍🔬 نمی‌خواهم'],
])('%s', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

it('leaves JSON that means the same', () => {
  const text = '\u001b\u009b\u202e\u{e0041}"\\';
  expect(JSON.parse(printable(JSON.stringify(text)))).toBe(text);
});
