import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { readSafetensors } from './read-safetensors';
import { SafetensorsError } from './safetensors-error';
import { writeSafetensors } from './write-safetensors';

/** A file with this header, padded by nothing, and that many zero bytes of data. */
function file(header: unknown, dataLength = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const f32 = (begin: number, end: number, shape = [(end - begin) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

const stateTensor = fc.array(fc.nat(4), { maxLength: 4 }).chain((shape) => {
  const length = shape.reduce((product, size) => product * size, 1);
  return fc.float32Array({ minLength: length, maxLength: length }).map((data) => ({ shape, data }));
});
const name = fc.string({ unit: 'binary' }).filter((text) => text !== '__metadata__');
const stateDict = fc.array(fc.tuple(name, stateTensor), { maxLength: 6 }).map((entries) => new Map(entries));

describe('a round trip', () => {
  test.prop([stateDict, fc.dictionary(fc.string(), fc.string())])('keeps every bit', (tensors, metadata) => {
    const bytes = writeSafetensors(tensors, metadata);
    const read = readSafetensors(bytes);
    expect(read.metadata).toEqual({ ...metadata });
    expect([...read.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
    for (const [key, { shape, data }] of tensors) {
      expect(read.tensors.get(key)?.shape).toEqual(shape);
      expect(new Uint32Array(read.tensors.get(key)?.data.slice().buffer ?? [])).toEqual(
        new Uint32Array(data.slice().buffer),
      );
    }
  });

  test('aligns the data to eight bytes', () => {
    const bytes = writeSafetensors(new Map([['weight', { shape: [1], data: Float32Array.of(1) }]]));
    expect((bytes.length - 4) % 8).toBe(0);
  });
});

describe('reading', () => {
  test('accepts a view into a larger buffer, and unaligned data', () => {
    const written = writeSafetensors(new Map([['weight', { shape: [2], data: Float32Array.of(1, 2) }]]));
    const buffer = new Uint8Array(written.length + 3);
    buffer.set(written, 3);
    expect([...(readSafetensors(buffer.subarray(3)).tensors.get('weight')?.data ?? [])]).toEqual([1, 2]);
  });

  test('accepts integer counters that float32 holds exactly, and no others', () => {
    const header = { n: { dtype: 'I64', shape: [], data_offsets: [0, 8] } };
    const bytes = file(header, 8);
    new DataView(bytes.buffer).setBigInt64(bytes.length - 8, 5000n, true);
    expect(readSafetensors(bytes).tensors.get('n')).toEqual({ shape: [], data: Float32Array.of(5000) });
    new DataView(bytes.buffer).setBigInt64(bytes.length - 8, 2n ** 24n + 1n, true);
    expect(() => readSafetensors(bytes)).toThrow(/16777217/);
  });

  test('lists the tensors in the order of their data', () => {
    const bytes = file({ b: f32(4, 8), a: f32(0, 4) }, 8);
    expect([...readSafetensors(bytes).tensors.keys()]).toEqual(['a', 'b']);
  });

  const tenGigabytes = new Uint8Array(64);
  new DataView(tenGigabytes.buffer).setBigUint64(0, 10n ** 10n, true);

  const hostile: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(0), /0 bytes/],
    ['a header of 10 GB', tenGigabytes, /10000000000/],
    ['a header of 2^64 − 1 bytes', new Uint8Array(64).fill(255), /18446744073709551615/],
    ['a header longer than the file', file({}).subarray(0, 9), /no more than/],
    ['a header that is not JSON', file('{'), /not JSON/],
    ['a header that is not UTF-8', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff), /not JSON/],
    ['a header after white space', file(' {}'), /starts with ' '/],
    ['a list for a header', file([]), /JSON object/],
    [
      'a name twice',
      file('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\\u0061" : {}}'),
      /'a' twice/,
    ],
    [
      'a field twice',
      file('{"a":{"dtype":"F32","dtype":"F32","shape":[0],"data_offsets":[0,0]}}'),
      /'dtype' twice/,
    ],
    ['metadata that are not strings', file({ __metadata__: { epoch: 1 } }), /object of strings/],
    ['a tensor that is no object', file({ a: 1 }), /tensor 'a'/],
    ['another dtype', file({ a: { ...f32(0, 4), dtype: 'F8_E4M3' } }, 4), /dtype F8_E4M3/],
    [
      'a shape of another size in two bytes',
      file({ a: { ...f32(0, 4), dtype: 'F16' } }, 4),
      /the 2 of F16 \[1\]/,
    ],
    [
      'a dtype named as a property of every object',
      file({ a: { ...f32(0, 4), dtype: 'toString' } }, 4),
      /dtype toString/,
    ],
    ['a negative size', file({ a: f32(0, 4, [-1]) }, 4), /shape \[-1\]/],
    ['a fractional size', file({ a: f32(0, 4, [0.5]) }, 4), /shape \[0.5\]/],
    ['a size that overflows', file({ a: f32(0, 4, [2 ** 52, 2 ** 52]) }, 4), /bytes of data/],
    ['one offset', file({ a: { ...f32(0, 4), data_offsets: [0] } }, 4), /data_offsets \[0\]/],
    ['offsets in reverse', file({ a: f32(0, 4), b: f32(4, 0, [1]) }, 4), /tensor 'b'/],
    ['an end beyond the file', file({ a: f32(0, 8) }, 4), /within the 4 bytes/],
    ['a hole', file({ a: f32(0, 4), b: f32(8, 12) }, 12), /begin at 4/],
    ['a hole before the first', file({ a: f32(4, 8) }, 8), /begin at 0/],
    ['overlapping tensors', file({ a: f32(0, 8), b: f32(4, 12) }, 12), /begin at 8/],
    ['two tensors on the same data', file({ a: f32(0, 4), b: f32(0, 4) }, 4), /tensor/],
    ['data that no tensor covers', file({ a: f32(0, 4) }, 8), /the 4 that/],
    ['a shape of another size than the data', file({ a: f32(0, 4, [2]) }, 4), /the 8 of F32 \[2\]/],
  ];
  test.each(hostile)('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });

  test('refuses megabytes of hostile strings and nesting, which would take hours if their time were quadratic', () => {
    const quotes = '\\"'.repeat(1_000_000);
    const nesting = '{"a":'.repeat(200_000);
    expect(() => readSafetensors(file(`{"${quotes}":1}`))).toThrow(SafetensorsError);
    expect(() => readSafetensors(file(`{"a":${nesting}1${'}'.repeat(200_001)}`))).toThrow(SafetensorsError);
    expect(() => readSafetensors(file(`{"a":"${quotes}" ${' '.repeat(1_000_000)}}`))).toThrow(
      SafetensorsError,
    );
  });

  test.prop([fc.uint8Array({ maxLength: 200 })])(
    'of random bytes succeeds or throws SafetensorsError',
    (bytes) => {
      try {
        readSafetensors(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(SafetensorsError);
      }
    },
  );
});

describe('writing refuses', () => {
  test("the format's own name for a tensor", () => {
    const tensors = new Map([['__metadata__', { shape: [1], data: Float32Array.of(1) }]]);
    expect(() => writeSafetensors(tensors)).toThrow(SafetensorsError);
  });

  test.each([
    ['1 values for shape [2]', [2], 1],
    ['3 values for shape [1.5,2]', [1.5, 2], 3],
    ['2 values for shape [-1,-2]', [-1, -2], 2],
  ])('data that do not fill their shape: %s', (given, shape, length) => {
    const tensors = new Map([['weight', { shape, data: new Float32Array(length) }]]);
    expect(() => writeSafetensors(tensors)).toThrow(SafetensorsError);
    expect(() => writeSafetensors(tensors)).toThrow(given);
  });
});
