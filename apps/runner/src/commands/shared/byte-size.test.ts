import { expect, it } from 'vitest';
import { byteSize } from './byte-size';

it.each([
  ['4GB', 4e9],
  ['500 mb', 5e8],
  ['1.5TB', 1.5e12],
  ['1000kB', 1e6],
  ['4000000000', 4e9], // As it is passed to the process of a job.
])('%s is %d bytes', (text, bytes) => {
  expect(byteSize(text)).toBe(bytes);
});

it.each(['4', '999999', '999kB', '0GB', '-1GB', '4 apples', ''])('"%s" is refused', (text) => {
  expect(() => byteSize(text)).toThrow(
    'Expected a size of 1MB or more, with its unit, such as 4GB or 500MB.',
  );
});
