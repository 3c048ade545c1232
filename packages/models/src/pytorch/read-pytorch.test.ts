import { describe, expect, it, test } from 'vitest';
import { fixture } from '../../test/fixture';
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

/** Objects as Python 3 writes them in protocol 2, the one of `torch.save`. */
const besides: readonly (readonly [name: string, instructions: string, global: string])[] = [
  [
    'arguments of a script',
    `cargparse\nNamespace\n)\x81}(${text('lr')}G?\xb9\x99\x99\x99\x99\x99\x9a${text('layers')}](K\x01K\x02eub`,
    'argparse.Namespace',
  ],
  [
    'a date',
    `cdatetime\ndatetime\nc_codecs\nencode\n${text('\x07~')}${text('latin1')}\x86R\x85R`,
    'datetime.datetime',
  ],
  ['a path', `cpathlib\nPosixPath\n${text('/')}${text('a')}${text('b')}\x87R`, 'pathlib.PosixPath'],
  [
    'a dict with a default',
    `ccollections\ndefaultdict\nc__builtin__\nlong\n\x85R${text('a')}K\x01s`,
    'collections.defaultdict',
  ],
  ['a set', 'c__builtin__\nset\n](K\x01K\x02e\x85R', '__builtin__.set'],
  [
    'a number of NumPy',
    `cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(${text('f8')}K\0K\x01tR(K\x03${text('<')}NNNJ\xff\xff\xff\xff` +
      `J\xff\xff\xff\xffK\0tbc_codecs\nencode\n(${text('abcdefgh')}${text('latin1')}tRtR`,
    'numpy.core.multiarray.scalar',
  ],
  ['a type of numbers', 'ctorch\nbfloat16\n', 'torch.bfloat16'],
];

test.each(besides)('%s beside a state dict is passed over, and named', (_, instructions, global) => {
  const values = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
  const model = `}${text('weight')}${tensor()}s`;
  const best = `](${instructions}}${instructions}K\x01se`; // Also within a list, and as a key.
  const data = pickle('\x80\x02}(', text('best'), best, text('model'), model, 'u.');
  const { tensors, path, passedOver } = readPytorch(zipOf(data, { 0: values }));
  expect({ path, passedOver }).toEqual({ path: ['model'], passedOver: [global] });
  expect(tensors.get('weight')?.data).toEqual(Float32Array.of(1, 2, 3, 4));
  const within = pickle('\x80\x02}(', text('weight'), tensor(), text('other'), instructions, 'u.');
  expect(() => readPytorch(zipOf(within, { 0: values }))).toThrow(
    new RegExp(`other: (an object of )?${global.replaceAll('.', '\\.')}`),
  );
});

test('objects of other classes beside a state dict are refused by name', () => {
  const data = pickle(
    '\x80\x02}(',
    text('model'),
    `}${text('a')}${tensor()}s`,
    text('x'),
    'c__main__\nNet\n)\x81u.',
  );
  expect(() => readPytorch(zipOf(data, { 0: new Uint8Array(16) }))).toThrow(
    /names __main__\.Net, which no state dict needs.*save the state dict that it holds/,
  );
});

test('an archive is named for what it is, even if its records are compressed', () => {
  const zip = writeZip([['model.weights.h5', Uint8Array.of(1)]]);
  // The method of the record in the directory: deflated.
  zip[zip.length - 22 - 46 - 'model.weights.h5'.length + 10] = 8;
  expect(() => readPytorch(zip)).toThrow(/Keras 3 model/);
});

describe('a TorchScript program', () => {
  it.each(['scripted', 'traced'])('%s: its tensors are those of the state dict', (kind) => {
    const { tensors } = readPytorch(fixture(`torchscript-${kind}.pt`));
    const state: Record<string, [number[], number[]]> = JSON.parse(
      new TextDecoder().decode(fixture('torchscript.json')),
    );
    expect([...tensors.keys()].sort()).toEqual(Object.keys(state).sort());
    for (const [name, [shape, values]] of Object.entries(state)) {
      expect(tensors.get(name)).toEqual({ shape, data: Float32Array.from(values) });
    }
  });

  it('frozen has none, which is said', () => {
    expect(() => readPytorch(fixture('torchscript-frozen.pt'))).toThrow(
      /without parameters.*torch\.jit\.freeze.*ONNX/,
    );
  });

  /** A module of these attributes, with its place in the memo. */
  const module = (place: number, attributes: string) =>
    `c__torch__\nM\n)\x81q${String.fromCharCode(place)}}(${attributes}ub`;
  const remembered = (place: number) => `h${String.fromCharCode(place)}`;

  it('that says without end which modules are in which is refused', () => {
    const itself = module(1, `${text('a')}${remembered(1)}`);
    expect(() => readPytorch(zipOf(pickle('\x80\x02', itself, '.')))).toThrow(
      /more than 65536 tensors and modules/,
    );
    // Each of 40 modules has the one before twice.
    let nested = module(0, `${text('a')}N`);
    for (let place = 1; place <= 40; place++)
      nested = module(place, `${text('a')}${nested}${text('b')}${remembered(place - 1)}`);
    expect(() => readPytorch(zipOf(pickle('\x80\x02', nested, '.')))).toThrow(
      /more than 65536 tensors and modules/,
    );
  });

  it('objects of other classes are refused', () => {
    expect(() => readPytorch(zipOf(pickle('\x80\x02cos\nsystem\n)\x81.')))).toThrow(
      /os\.system.*nothing of it was run/,
    );
    expect(() => readPytorch(zipOf(pickle('\x80\x02ccollections\nOrderedDict\n)\x81.')))).toThrow(
      /an object of collections\.OrderedDict/,
    );
    expect(() => readPytorch(zipOf(pickle('\x80\x02c__torch__\nM\nK\x01\x85\x81.')))).toThrow(/a tuple of 1/);
  });
});
