import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { StateDict } from '../state-dict/state-tensor';
import { readZip } from '../zip/read-zip';
import { PytorchFileError } from './errors/pytorch-file-error';
import { readPytorch } from './read-pytorch';
import { writePytorch } from './write-pytorch';

const stateTensor = fc.array(fc.nat(4), { maxLength: 4 }).chain((shape) => {
  const length = shape.reduce((product, size) => product * size, 1);
  return fc.float32Array({ minLength: length, maxLength: length }).map((data) => ({ shape, data }));
});
/** No name that begins as a wrapper's does, which reading takes off. */
const name = fc.string({ unit: 'binary' }).map((text) => `.${text}`);
const stateDict = fc.array(fc.tuple(name, stateTensor), { maxLength: 6 }).map((entries) => new Map(entries));

const one = (tensor: string, data: Float32Array, shape: readonly number[] = [data.length]): StateDict =>
  new Map([[tensor, { shape, data }]]);

describe('a round trip', () => {
  test.prop([stateDict])('keeps every name, shape, bit and their order', (tensors) => {
    const read = readPytorch(writePytorch(tensors)).tensors;
    expect([...read.keys()]).toEqual([...tensors.keys()]);
    for (const [key, { shape, data }] of tensors) {
      expect(read.get(key)?.shape).toEqual(shape);
      expect(bits(read.get(key)?.data)).toEqual(bits(data));
    }
  });

  test('keeps values that float32 arithmetic would change', () => {
    const data = new Float32Array(Uint32Array.of(0x7fc00001, 0xffc12345, 0x80000000, 1, 0xff800000).buffer);
    expect(bits(readPytorch(writePytorch(one('a', data))).tensors.get('a')?.data)).toEqual(bits(data));
  });

  test('keeps sizes and lengths of one, two, four and eight bytes', () => {
    const data = new Float32Array(70_000);
    const tensors = new Map([
      ['a'.repeat(70_000), { shape: [70_000], data }],
      ['empty', { shape: [2 ** 40, 0, 255, 256], data: new Float32Array() }],
    ]);
    expect([...readPytorch(writePytorch(tensors)).tensors]).toEqual([...tensors]);
  });

  test('keeps a part of a larger buffer', () => {
    const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    expect(readPytorch(writePytorch(one('a', data))).tensors.get('a')?.data).toEqual(Float32Array.of(2, 3));
  });
});

describe('the file', () => {
  test('is the same for the same tensors', () => {
    const tensors = one('a', Float32Array.of(1));
    expect(writePytorch(tensors)).toEqual(writePytorch(tensors));
  });

  test('has every record at a multiple of 64 bytes, where PyTorch maps it', () => {
    const file = writePytorch(
      new Map([...one('a', new Float32Array(3)), ...one('bc', new Float32Array(17))]),
    );
    const records = [...readZip(file).values()];
    expect(records.map(({ bytes }) => bytes.byteOffset % 64)).toEqual(records.map(() => 0));
    expect(records.map((record) => record.name)).toEqual([
      'archive/data.pkl',
      'archive/byteorder',
      'archive/data/0',
      'archive/data/1',
      'archive/version',
    ]);
  });

  test('holds the counters of batch normalisations as int64, and no others', () => {
    const counts = new Map([
      ...one('bn.num_batches_tracked', Float32Array.of(5000), []),
      ...one('my_num_batches_tracked', Float32Array.of(1), []),
    ]);
    const records = readZip(writePytorch(counts));
    expect(records.get('archive/data/0')?.bytes).toEqual(new Uint8Array(BigInt64Array.of(5000n).buffer));
    expect(records.get('archive/data/1')?.bytes).toEqual(new Uint8Array(Float32Array.of(1).buffer));
  });
});

describe('writing refuses', () => {
  const refused: [string, StateDict, RegExp][] = [
    [
      'data that do not fill their shape',
      one('a', Float32Array.of(1), [2]),
      /tensor 'a': 1 values for shape \[2\]/,
    ],
    ['half a side', one('a', new Float32Array(3), [1.5, 2]), /3 values for shape \[1.5,2\]/],
    ['sides below zero', one('a', new Float32Array(2), [-1, -2]), /2 values for shape \[-1,-2\]/],
    ['a name that UTF-8 cannot write', one('\ud800', Float32Array.of(1)), /\\ud800/],
    ['a broken count', one('num_batches_tracked', Float32Array.of(0.5)), /the count 0.5/],
    [
      'a count that is not a number',
      one('num_batches_tracked', Float32Array.of(Number.NaN)),
      /the count NaN/,
    ],
  ];
  test.each(refused)('%s', (_, tensors, message) => {
    expect(() => writePytorch(tensors)).toThrow(PytorchFileError);
    expect(() => writePytorch(tensors)).toThrow(message);
  });
});

function bits(data: Float32Array | undefined): Uint32Array {
  return new Uint32Array(data?.slice().buffer ?? []);
}
