import { dtypes } from '../state-dict/dtypes';
import type { StateTensor } from '../state-dict/state-tensor';
import { NumpyFileError } from './numpy-file-error';

const magic = '\x93NUMPY';
const download = 'Download the file again, or save it again.';
const longestHeader = 0xffff;

/** NumPy's names of our dtypes. */
const dtypeNames: ReadonlyMap<string, string> = new Map([
  ['<f4', 'F32'],
  ['<f8', 'F64'],
  ['<f2', 'F16'],
  ['<i8', 'I64'],
  ['<i4', 'I32'],
  ['<i2', 'I16'],
  ['|i1', 'I8'],
  ['<u8', 'U64'],
  ['<u4', 'U32'],
  ['<u2', 'U16'],
  ['|u1', 'U8'],
  ['|b1', 'BOOL'],
]);

/** The header is a dict as Python prints it; NumPy prints it in this way only. */
const headerPattern =
  /^\{'descr': '([^']{1,9})', 'fortran_order': (True|False), 'shape': \(((?:\d{1,15}(?:, ?|(?=\))))*)\), \} *\n$/;

/** An array, and what the file holds for it by the names that safetensors has: `F32`, `I64`. */
export interface NumpyArray {
  readonly tensor: StateTensor;
  readonly dtype: string;
}

/**
 * Reads an `.npy` file (`numpy.save`) of real numbers as float32, by the rules of state dicts: integers of 32 and 64 bits
 * must lie within ±2²⁴, float64 is rounded. The whole header is checked before anything is allocated; the pickles of
 * object arrays are refused.
 *
 * @param array The array's name, for messages.
 * @throws {NumpyFileError}
 */
export function readNpy(bytes: Uint8Array, array?: string): StateTensor {
  return readNpyArray(bytes, array).tensor;
}

export function readNpyArray(bytes: Uint8Array, array: string | undefined): NumpyArray {
  const { descr, isFortran, shape, begin } = readHeader(bytes, array);
  const name = dtypeNames.get(descr) ?? '';
  const dtype = dtypes.get(name);
  if (dtype === undefined) {
    const advice = "Convert it in Python: array.astype('float32').";
    throw new NumpyFileError(`dtype ${descr}`, `one of ${[...dtypeNames.keys()].join(' ')}`, advice, array);
  }
  if (isFortran && shape.length > 1) {
    const advice = 'Convert it in Python: numpy.ascontiguousarray(array).';
    throw new NumpyFileError('columns first (fortran_order)', 'rows first', advice, array);
  }
  const stated = shape.reduce((product, side) => product * side, dtype.width);
  if (stated !== bytes.length - begin) {
    const given = `${bytes.length - begin} bytes of data`;
    throw new NumpyFileError(given, `the ${stated} of ${descr} [${shape}]`, download, array);
  }
  // A copy, because the data of a file need not be aligned; not `slice`, which in Node's Buffer makes a view.
  const data = dtype.decode(new Uint8Array(bytes.subarray(begin)).buffer, (given, expected, advice) => {
    throw new NumpyFileError(given, expected, advice, array);
  });
  return { tensor: { shape, data }, dtype: name };
}

function readHeader(bytes: Uint8Array, array: string | undefined) {
  const start = String.fromCharCode(...bytes.subarray(0, magic.length));
  if (start !== magic || bytes.length < 12) {
    throw new NumpyFileError(`${bytes.length} bytes without NumPy's mark`, 'an .npy file', download, array);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Version 1 has a length of two bytes, and 2 and 3 of four.
  const isFirst = view.getUint8(6) === 1;
  const begin = isFirst ? 10 : 12;
  const length = isFirst ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > Math.min(longestHeader, bytes.length - begin)) {
    throw new NumpyFileError(`a header of ${length} bytes`, 'one within the file and 64 kB', download, array);
  }
  const header = new TextDecoder('latin1').decode(bytes.subarray(begin, begin + length));
  const [, descr = '', order, sizes = ''] = headerPattern.exec(header) ?? [];
  if (order === undefined) {
    const given = `the header ${JSON.stringify(header.slice(0, 80).trimEnd())}`;
    throw new NumpyFileError(given, 'the dtype, order and shape of numbers', download, array);
  }
  const shape = sizes.split(',').flatMap((side) => (side.trim() === '' ? [] : Number(side)));
  return { descr, isFortran: order === 'True', shape, begin: begin + length };
}
