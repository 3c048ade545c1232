import { expect, test } from 'vitest';
import { pickle, tensor, text, zipOf } from '../../test/hostile-pickle';
import { writeZip } from '../zip/write-zip';
import { readPytorch } from './read-pytorch';
import { writePytorch } from './write-pytorch';

const namesOf = (...names: string[]) => {
  const written = writePytorch(
    new Map(names.map((name) => [name, { shape: [0], data: new Float32Array() }])),
  );
  return [...readPytorch(written).tensors.keys()];
};

test("a wrapper's prefix is taken off if every name has it", () => {
  expect(namesOf('module.conv.weight', 'module.conv.bias')).toEqual(['conv.weight', 'conv.bias']);
  expect(namesOf('_orig_mod.weight')).toEqual(['weight']);
  expect(namesOf('module._orig_mod.a', 'module._orig_mod.b')).toEqual(['a', 'b']);
});

test('a prefix that is part of the names stays', () => {
  expect(namesOf('module.weight', 'head.weight')).toEqual(['module.weight', 'head.weight']);
  expect(namesOf('module.module.a', 'module.b')).toEqual(['module.a', 'b']);
  expect(namesOf('modules.a')).toEqual(['modules.a']);
  expect(namesOf()).toEqual([]);
});

test('the data are copies of the file', () => {
  const file = writePytorch(new Map([['a', { shape: [1], data: Float32Array.of(1) }]]));
  const { tensors } = readPytorch(file);
  file.fill(0);
  expect(tensors.get('a')?.data).toEqual(Float32Array.of(1));
});

test('bytes may be a part of a larger buffer, at any offset', () => {
  const file = writePytorch(new Map([['a', { shape: [1], data: Float32Array.of(1) }]]));
  const buffer = new Uint8Array(file.length + 10);
  buffer.set(file, 3);
  const { tensors } = readPytorch(buffer.subarray(3, 3 + file.length));
  expect(tensors.get('a')?.data).toEqual(Float32Array.of(1));
});

test('an OrderedDict as Python 2 pickled it: with its entries as a list of pairs', () => {
  const values = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
  const entry = (name: string) => `](${text(name)}${tensor()}e`;
  const data = pickle('\x80\x02ccollections\nOrderedDict\n](', entry('a'), entry('b'), 'e\x85R.');
  const { tensors } = readPytorch(zipOf(data, { 0: values }));
  expect([...tensors.keys()]).toEqual(['a', 'b']);
  expect(tensors.get('b')?.data).toEqual(Float32Array.of(1, 2, 3, 4));
});

test('an archive is named for what it is, even if its records are compressed', () => {
  const zip = writeZip([['m/constants.pkl', Uint8Array.of(1)]]);
  // The method of the record in the directory: deflated.
  zip[zip.length - 22 - 46 - 'm/constants.pkl'.length + 10] = 8;
  expect(() => readPytorch(zip)).toThrow(/TorchScript program.*torch\.jit\.load/);
});
