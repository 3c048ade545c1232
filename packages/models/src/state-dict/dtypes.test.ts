import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { dtypes, type Refuse } from './dtypes';

const refuse: Refuse = (given) => {
  throw new RangeError(given);
};

/** What a dtype makes of the values of a typed array. */
function decoded(dtype: string, values: ArrayBufferView): number[] {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice().buffer;
  return [...(dtypes.get(dtype)?.decode(bytes, refuse) ?? [])];
}

describe('float64', () => {
  test.prop([fc.double({ min: -3.4e38, max: 3.4e38 })])('is rounded to the nearest float32', (value) => {
    expect(decoded('F64', Float64Array.of(value))).toEqual([Math.fround(value)]);
  });

  test('keeps the values that are not finite, and makes no others so', () => {
    const extremes = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0];
    expect(decoded('F64', Float64Array.from(extremes))).toEqual(extremes);
    expect(() => decoded('F64', Float64Array.of(-3.41e38))).toThrow('-3.41e+38');
  });
});

test('float16: all 65 536 are what they are by definition', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
  const values = decoded('F16', all);
  const halves = values.filter((value, bits) => {
    const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
    const size = exponent === 0 ? fraction / 2 ** 24 : (1024 + fraction) * 2 ** (exponent - 25);
    const special = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    return Object.is(value, (exponent === 31 ? special : size) * (bits >> 15 === 1 ? -1 : 1));
  });
  expect(halves).toHaveLength(65_536);
});

test.prop([fc.float()])('bfloat16 is a float32 without its lower half', (value) => {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0] as number;
  const kept = new Float32Array(Uint32Array.of((bits & 0xffff0000) >>> 0).buffer)[0];
  expect(decoded('BF16', Uint16Array.of(bits >>> 16))).toEqual([kept]);
});

test.each([
  ['I64', BigInt64Array.of(-(2n ** 24n), 2n ** 24n), BigInt64Array.of(-(2n ** 24n) - 1n)],
  ['U64', BigUint64Array.of(2n ** 24n), BigUint64Array.of(2n ** 64n - 1n)],
  ['I32', Int32Array.of(-(2 ** 24), 2 ** 24), Int32Array.of(2 ** 24 + 1)],
  ['U32', Uint32Array.of(2 ** 24), Uint32Array.of(2 ** 32 - 1)],
] as const)('%s is exact up to 2^24 and refused beyond', (dtype, within, beyond) => {
  expect(decoded(dtype, within)).toEqual(Array.from(within as Iterable<number | bigint>, Number));
  expect(() => decoded(dtype, beyond)).toThrow(String(beyond[0]));
});

test.each([
  ['I16', Int16Array.of(-32_768, 32_767)],
  ['U16', Uint16Array.of(65_535)],
  ['I8', Int8Array.of(-128, 127)],
  ['U8', Uint8Array.of(255)],
] as const)('%s is exact', (dtype, values) => {
  expect(decoded(dtype, values)).toEqual([...values]);
});

test('a bool is 0 or 1, whatever its byte', () => {
  expect(decoded('BOOL', Uint8Array.of(0, 1, 255))).toEqual([0, 1, 1]);
});
