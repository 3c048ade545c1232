import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { readPlainValue, writePlainValue } from './plain-values';

const arrays = fc.oneof(
  fc.float32Array({ maxLength: 5 }),
  fc.float64Array({ maxLength: 5 }),
  fc.int32Array({ maxLength: 5 }),
  fc.uint32Array({ maxLength: 5 }),
  fc.uint8Array({ maxLength: 5 }),
);
const keys = fc
  .string({ maxLength: 5 })
  .filter((key) => !key.startsWith('$') && !key.includes('.') && key !== '__proto__');
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    arrays,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

test.prop([plain])('plain values come back to the bit', (value) => {
  const read = readPlainValue(writePlainValue(value, { version: '1' }));
  expect(read).toEqual({ value, metadata: { version: '1' } });
});

it('keeps numbers that JSON lacks, and arrays apart that are equal', () => {
  const value = { a: [Number.NaN, -0, Number.NEGATIVE_INFINITY], b: Int32Array.of(1), c: Int32Array.of(1) };
  const read = readPlainValue(writePlainValue(value, {})).value as typeof value;
  expect(Object.is(read.a[1], -0)).toBe(true);
  expect(read).toEqual(value);
  expect(read.b).not.toBe(read.c);
});

it('gives nothing for a file that lacks one of its arrays', () => {
  const whole = writePlainValue({ a: Uint8Array.of(1, 2) }, {});
  const renamed = Uint8Array.from(whole);
  const at = Buffer.from(whole).indexOf('"a":{"dtype"');
  renamed[at + 1] = 'b'.charCodeAt(0);
  expect(() => readPlainValue(renamed)).toThrow('there is no array a');
});
