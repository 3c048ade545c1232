import { describe, expect, test } from 'vitest';
import { NumpyFileError, readNpy, readNpz } from '../src/numpy';
import { writeZip } from '../src/zip/write-zip';
import { fixture } from './fixture';
import { torchRand } from './torch-rand';

/** An `.npy` file, version 1. */
function npy(header: string, data = new Uint8Array(), stated = header.length): Uint8Array {
  const start = Buffer.from(`\x93NUMPY\x01\0\0\0${header}`, 'latin1');
  start.writeUInt16LE(stated, 8);
  return new Uint8Array(Buffer.concat([start, data]));
}

const header = (descr: string, shape: string, order = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }   \n`;

describe("NumPy's own files", () => {
  test('numpy.savez: every dtype', () => {
    const arrays = readNpz(fixture('numpy-arrays.npz'));
    const images = Float32Array.from({ length: 24 }, (_, i) => i / 8);
    expect(arrays.get('images')).toEqual({ shape: [2, 3, 2, 2], data: images });
    expect(arrays.get('float64')?.data).toEqual(Float32Array.of(0.1, -0, Number.POSITIVE_INFINITY));
    expect(arrays.get('float16')?.data).toEqual(Float32Array.of(1.5, 65504));
    expect(arrays.get('bool')?.data).toEqual(Float32Array.of(1, 0));
    expect(arrays.get('scalar')).toEqual({ shape: [], data: Float32Array.of(0.25) });
    expect(arrays.get('empty')).toEqual({ shape: [0, 3], data: new Float32Array() });
    const integers = [...arrays].filter(([name]) => name.includes('int'));
    expect(integers).toHaveLength(8);
    for (const [, array] of integers) expect(array).toEqual({ shape: [2], data: Float32Array.of(0, 100) });
  });

  test('numpy.save', () => {
    expect(readNpy(fixture('numpy-labels.npy'))).toEqual({
      shape: [5],
      data: Float32Array.of(0, 1, 2, 3, 4),
    });
  });

  test('numpy.savez_compressed is refused with advice', () => {
    expect(() => readNpz(fixture('numpy-compressed.npz'))).toThrow(NumpyFileError);
    expect(() => readNpz(fixture('numpy-compressed.npz'))).toThrow(/compressed.*numpy\.savez/);
  });
});

const four = new Uint8Array(4);
const refused: [string, Uint8Array, RegExp][] = [
  ['nothing', new Uint8Array(), /0 bytes/],
  ['another file', fixture('numpy-arrays.npz'), /without NumPy's mark/],
  ['a header beyond the file', npy(header('<f4', '(1,)'), four, 60_000), /60000 bytes/],
  ['a pickle', npy(header('|O', '(1,)'), four), /dtype \|O/],
  ['complex numbers', npy(header('<c8', '(1,)'), four), /dtype <c8/],
  ['big-endian numbers', npy(header('>f4', '(1,)'), four), /dtype >f4/],
  [
    'records',
    npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }\n", four),
    /the header/,
  ],
  ['columns first', npy(header('<f4', '(1, 1)', 'True'), four), /ascontiguousarray/],
  ['a negative size', npy(header('<f4', '(-1,)'), four), /the header/],
  [
    'a size that overflows',
    npy(header('<f4', `(${'999999999999999, '.repeat(40)})`), four),
    /4 bytes of data/,
  ],
  ['more data than its shape', npy(header('<f4', '(2,)'), new Uint8Array(12)), /12 bytes of data.*the 8/],
  ['an integer that float32 does not hold', npy(header('<u4', '(1,)'), four.slice().fill(255)), /4294967295/],
  [
    'a header of nesting',
    npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (${'(1, '.repeat(15_000)}`),
    /the header/,
  ],
];
test.each(refused)('%s is refused', (_, file, message) => {
  expect(() => readNpy(file)).toThrow(NumpyFileError);
  expect(() => readNpy(file)).toThrow(message);
});

test('an archive of other things is refused, and a fault in an array names the array', () => {
  expect(() => readNpz(writeZip([['data.pkl', four]]))).toThrow(/the record 'data\.pkl'/);
  expect(() => readNpz(writeZip([['x.npy', four]]))).toThrow(expect.objectContaining({ array: 'x' }));
});

test('cut anywhere, or with a changed byte, it is read or refused with NumpyFileError', () => {
  const file = fixture('numpy-arrays.npz');
  const random = torchRand(7);
  for (let i = 0; i < 1000; i++) {
    const changed = file.slice(0, random() < 0.3 ? Math.floor(random() * file.length) : file.length);
    changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
    try {
      readNpz(changed);
    } catch (error) {
      expect(error).toBeInstanceOf(NumpyFileError);
    }
  }
});
