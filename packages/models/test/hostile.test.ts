import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, test } from 'vitest';
import { PytorchFileError, readPytorch } from '../src/pytorch';
import { writeZip } from '../src/zip/write-zip';
import { fixture } from './fixture';
import { dictOf, legacyOf, pickle, tensor, text, u32, zipOf } from './hostile-pickle';

const sixteen = new Uint8Array(16);
const bytesOf = (value: string) => new TextEncoder().encode(value);

setFlagsFromString('--expose-gc');
beforeEach(runInNewContext('gc')); // So that what is measured is not the garbage of the tests before.

/** The error with which a file is refused, in under 200 MB. */
function refusal(file: Uint8Array): PytorchFileError {
  const before = process.memoryUsage();
  try {
    readPytorch(file);
  } catch (error) {
    // Right after, so garbage counts. A buffer that nothing was written to is allocated, but not resident.
    const after = process.memoryUsage();
    expect((after.rss - before.rss) / 2 ** 20, 'MB resident').toBeLessThan(200);
    expect((after.arrayBuffers - before.arrayBuffers) / 2 ** 20, 'MB of buffers').toBeLessThan(200);
    if (error instanceof PytorchFileError) return error;
    throw error;
  }
  throw new Error('it was read');
}

describe.each([
  ['zip', (data: Uint8Array) => zipOf(data, { 0: sixteen })],
  ['legacy', legacyOf],
] as const)('a pickle in the %s format that would run code', (_, fileOf) => {
  const calls: [string, string, string | undefined][] = [
    ['GLOBAL and REDUCE', `cos\nsystem\n(${text('touch /tmp/run')}tR.`, 'os.system'],
    ['the module behind os', `cposix\nsystem\n(${text('id')}tR.`, 'posix.system'],
    ['eval', `c__builtin__\neval\n(${text('1')}tR.`, '__builtin__.eval'],
    ['builtins.eval', `cbuiltins\neval\n(${text('1')}tR.`, 'builtins.eval'],
    ['STACK_GLOBAL', `\x8c\x08builtins\x8c\x04exec\x93${text('1')}\x85R.`, 'builtins.exec'],
    ['STACK_GLOBAL with a dotted name', '\x8c\x05torch\x8c\x09os.system\x93)R.', 'torch.os.system'],
    ['a module that has the name allowed', 'cevil.torch._utils\n_rebuild_tensor_v2\n)R.', undefined],
    ['a name split otherwise', 'ctorch\n_utils._rebuild_tensor_v2\n0.', undefined],
    ['a name of every JavaScript object', 'c__proto__\nconstructor\n.', '__proto__.constructor'],
    [
      "torch's own loader of pickles",
      `ctorch.storage\n_load_from_bytes\n${text('x')}\x85R.`,
      'torch.storage._load_from_bytes',
    ],
    ['INST', `(${text('id')}ios\nsystem\n.`, undefined],
    ['OBJ', `(cos\nsystem\n${text('id')}o.`, 'os.system'],
    ['OBJ of an allowed name', '(ccollections\nOrderedDict\no.', undefined],
    ['NEWOBJ', 'csubprocess\nPopen\n)\x81.', 'subprocess.Popen'],
    ['NEWOBJ of an allowed name', 'ccollections\nOrderedDict\n)\x81.', undefined],
    ['NEWOBJ_EX', 'ccollections\nOrderedDict\n)}\x92.', undefined],
    ['EXT1', '\x82\x01.', undefined],
    ['BUILD of a function', `ccollections\nOrderedDict\n}b.`, undefined],
    [
      'BUILD with __setstate__',
      `ccollections\nOrderedDict\n)R}${text('__setstate__')}cos\nsystem\nsb.`,
      'os.system',
    ],
    ['BUILD of slots', `ccollections\nOrderedDict\n)RN}\x86b.`, undefined],
    ['a call of text', `${text('eval')}(${text('1')}tR.`, undefined],
    ['a call of a storage type', 'ctorch\nFloatStorage\n)R.', undefined],
    [
      'a persistent id of a module',
      `(${text('module')}ctorch\nFloatStorage\n${text('x.py')}${text('src')}tQ.`,
      undefined,
    ],
    ['a persistent id that is text', `${text('storage')}Q.`, undefined],
  ];
  test.each(calls)('%s', (_, instructions, global) => {
    const error = refusal(fileOf(pickle('\x80\x02', instructions)));
    if (global !== undefined) expect(error.global).toBe(global);
  });

  const malformed: [string, Uint8Array, RegExp][] = [
    ['nothing', pickle(''), /bytes left/],
    ['no value', pickle('.'), /0 values on the stack/],
    ['two values', pickle('NN.'), /left over/],
    ['a value below a mark', pickle('N(.'), /0 values on the stack/],
    ['an open group', pickle('(N.'), /left over/],
    ['a group without beginning', pickle('t.'), /end of a group/],
    ['a memo never written', pickle('h\x07.'), /memo 7/],
    ['a memo of nothing', pickle('q\0.'), /empty stack/],
    ['an item for a tuple', pickle(')Na.'), /a tuple of 0/],
    ['an entry for a list', pickle(']NNs.'), /a list of 0/],
    ['a key without value', pickle('}(Nu.'), /1 keys and values/],
    ['a dict for a key', pickle('}}Ns.'), /a dict of 0 for a key/],
    ['a key twice', pickle('}(K\x01NK\x01Nu.'), /number 1 twice/],
    ['text of 4 GB', pickle('X\xff\xff\xff\xff.'), /4294967295 bytes there/],
    ['text that is not UTF-8', pickle('X\x01\0\0\0\xff.'), /not UTF-8/],
    ['a name without end', pickle('c', 'a'.repeat(500)), /without end/],
    ['a text for an OrderedDict', pickle(`ccollections\nOrderedDict\n(${text('a')}tR.`), /a list of entries/],
    [
      'an entry without value',
      pickle('ccollections\nOrderedDict\n(](]K\x01aetR.'),
      /pairs of a key and a value/,
    ],
    [
      'a key twice in an OrderedDict',
      pickle('ccollections\nOrderedDict\n(](](K\x01Ne](K\x01NeetR.'),
      /every key once/,
    ],
    [
      'a list that becomes two dicts',
      pickle('(](](K\x01Neeq\x00ccollections\nOrderedDict\n(h\x00tRccollections\nOrderedDict\n(h\x00tRt.'),
      /every list once/,
    ],
    [
      'a parameter of no tensor',
      pickle('ctorch._utils\n_rebuild_parameter\n)R.'),
      /_rebuild_parameter of nothing/,
    ],
    ['a tensor of nothing', pickle('ctorch._utils\n_rebuild_tensor_v2\n)R.'), /a tensor of nothing/],
    ['a value that is no state dict', pickle('K\x05.'), /number 5/],
    ['a dict without tensors', dictOf('K\x05'), /a dict with a: number 5/],
    ['a dict that holds itself', pickle('}q\0', text('a'), 'h\0s.'), /a dict with a: a dict of 1/],
  ];
  test.each(malformed)('refuses %s', (_, data, message) => {
    expect(refusal(fileOf(data)).message).toMatch(message);
  });

  test.each([
    ['lists', ']', ''],
    ['tuples of tuples', '\x85', ')'],
    ['marks', '(', ''],
    ['dicts', '}', ''],
    ['dicts by reference', 'h\0)R', 'ccollections\nOrderedDict\nq\0'],
    ['lists in lists', 'h\0\x5dq\0a', ']q\0'],
    ['memos', 'r\xff\xff\xff\xff', 'N'],
    ['texts', text('some text'), ''],
  ])('refuses a bomb of 300 000 %s', (_, repeated, start) => {
    const file = fileOf(pickle(start, repeated.repeat(300_000), '.'));
    expect(refusal(file).message).toMatch(/instructions|as many|items for/);
  });

  test('refuses a bomb of memos far apart', () => {
    const memos = Array.from({ length: 300_000 }, (_, i) => `r${u32(i * 14_000)}`);
    expect(refusal(fileOf(pickle('N', memos.join('')))).message).toMatch(/instructions/);
  });

  test('refuses a memo that doubles', () => {
    // Each tuple holds the one before twice: 2^200 values to whoever walks them.
    refusal(fileOf(pickle(')q\0', 'h\0h\0\x86q\0'.repeat(200), '.')));
  });
});

describe('a tensor', () => {
  const refused: [string, string, RegExp][] = [
    ['beyond its storage', tensor({ size: [5] }), /a tensor \[5\]/],
    ['beyond its storage by its offset', tensor({ offset: 'K\x01' }), /from value 1/],
    ['beyond its storage by its strides', tensor({ size: [2, 2], stride: [3, 1] }), /strides \[3,1\]/],
    ['with a negative offset', tensor({ offset: 'J\xff\xff\xff\xff' }), /as many sizes as strides/],
    ['with a negative size', tensor({ size: [-1] }), /as many sizes/],
    ['with a negative stride', tensor({ stride: [-1] }), /as many sizes/],
    ['with a fractional offset', tensor({ offset: 'G\x3f\xe0\0\0\0\0\0\0' }), /as many sizes/],
    ['with an offset of 2^100', tensor({ offset: `\x8a\x0e${'\0'.repeat(12)}\x10\0` }), /as many sizes/],
    ['of other rank than its strides', tensor({ size: [2, 2] }), /as many sizes/],
    ['of rank 65', tensor({ size: Array(65).fill(1), stride: Array(65).fill(0) }), /at most 64/],
    [
      'of sizes that overflow',
      tensor({ size: Array(40).fill(2 ** 31 - 1), stride: Array(40).fill(0) }),
      /a tensor/,
    ],
    [
      'of sizes that overflow and none',
      tensor({ size: [...Array(63).fill(2 ** 31 - 1), 0], stride: Array(64).fill(0) }),
      /a tensor/,
    ],
    [
      'that repeats a value two thousand million times',
      tensor({ size: [2 ** 31 - 1], stride: [0] }),
      /2147483647 values/,
    ],
    [
      'of a storage longer than its record',
      tensor({ length: 5 }),
      /16 bytes for storage "0".*the 20 of 5 F32/,
    ],
    ['of a storage shorter than its record', tensor({ length: 3, size: [3] }), /16 bytes/],
    ['of complex numbers', tensor({ type: 'ComplexFloatStorage' }), /torch\.ComplexFloatStorage/],
  ];
  test.each(refused)('%s is refused', (_, instructions, message) => {
    expect(refusal(zipOf(dictOf(instructions), { 0: sixteen })).message).toMatch(message);
  });

  test('of a storage that the file does not hold is refused', () => {
    expect(refusal(zipOf(dictOf(tensor()))).message).toMatch(/no record for storage "0"/);
  });

  test('by ten thousand names on one storage is refused', () => {
    const entries = Array.from({ length: 10_000 }, (_, i) => `${text(String(i))}h\0`);
    const data = pickle(
      '\x80\x02}(',
      text('first'),
      tensor({ length: 100_000, size: [100_000] }),
      'q\0',
      ...entries,
      'u.',
    );
    expect(refusal(zipOf(data, { 0: new Uint8Array(400_000) })).message).toMatch(/1000100000 values/);
  });

  test('of an integer that float32 does not hold is refused by name', () => {
    const storage = new Uint8Array(BigInt64Array.of(2n ** 24n + 1n).buffer);
    const file = zipOf(dictOf(tensor({ type: 'LongStorage', length: 1, size: [1] })), { 0: storage });
    expect(refusal(file)).toMatchObject({ tensor: 'a', message: expect.stringContaining('16777217') });
  });

  test('of a number that float32 makes infinite is refused', () => {
    const storage = new Uint8Array(Float64Array.of(1e300).buffer);
    const file = zipOf(dictOf(tensor({ type: 'DoubleStorage', length: 1, size: [1] })), { 0: storage });
    expect(refusal(file).message).toMatch(/1e\+300/);
  });
});

describe('an archive', () => {
  const good = zipOf(dictOf(tensor()), { 0: sixteen });
  const end = good.length - 22;
  const view = (file: Uint8Array) => new DataView(file.buffer, file.byteOffset);
  const directory = view(good).getUint32(end + 16, true);
  const changed = (change: (view: DataView, file: Uint8Array) => void) => {
    const file = good.slice();
    change(view(file), file);
    return file;
  };
  const named = (name: string) =>
    writeZip([
      ['archive/data.pkl', dictOf(tensor())],
      [name, sixteen],
    ]);

  test('is read if nothing is wrong with it', () => {
    expect(readPytorch(good).tensors.get('a')).toEqual({ shape: [4], data: new Float32Array(4) });
  });

  const refused: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(), /0 bytes that begin with ''/],
    ['a web page', bytesOf('<!DOCTYPE html>'), /begin with '3c 21 44 4f'.*a page/],
    ['safetensors', fixture('dtypes.safetensors'), /begin with/],
    [
      'an archive of something else',
      writeZip([['word/document.xml', sixteen]]),
      /0 records called data\.pkl/,
    ],
    [
      'two pickles',
      writeZip([
        ['a/data.pkl', sixteen],
        ['b/data.pkl', sixteen],
      ]),
      /2 records called/,
    ],
    [
      'a Keras model',
      writeZip([
        ['config.json', sixteen],
        ['model.weights.h5', sixteen],
      ]),
      /a Keras 3 model \(\.keras\).*openWeights/,
    ],
    [
      'a zipped TensorFlow.js model',
      writeZip([['web/model.json', sixteen]]),
      /TensorFlow\.js model.*openWeights/,
    ],
    [
      'big-endian values',
      writeZip([
        ['a/data.pkl', sixteen],
        ['a/byteorder', bytesOf('big')],
      ]),
      /byte order/,
    ],
    [
      'a record twice',
      writeZip([
        ['a/data.pkl', sixteen],
        ['a/data.pkl', sixteen],
      ]),
      /'a\/data\.pkl' twice/,
    ],
    ...[
      '../../etc/passwd',
      'archive/data/../../../x',
      '/etc/passwd',
      'C:/x',
      'a\\..\\x',
      'a/./x',
      'a\0',
      '',
    ].map((name): [string, Uint8Array, RegExp] => [
      `the name ${JSON.stringify(name)}`,
      named(name),
      /within the archive/,
    ]),
    [
      'a name that is not UTF-8',
      changed((_, file) => file.fill(0xff, directory + 46, directory + 47)),
      /not UTF-8/,
    ],
    ['two names of one record', changed((_, file) => file.fill(0x62, 30, 31)), /under two names/],
    [
      'a zip bomb',
      changed((v) => {
        v.setUint16(directory + 10, 8, true);
        v.setUint32(directory + 24, 0xfffffffe, true);
      }),
      /compressed/,
    ],
    [
      'a size of 4 GB',
      changed((v) => {
        v.setUint32(directory + 20, 0xfffffffe, true);
        v.setUint32(directory + 24, 0xfffffffe, true);
      }),
      /4294967294 bytes/,
    ],
    ['compression', changed((v) => v.setUint16(directory + 10, 8, true)), /compressed/],
    ['encryption', changed((v) => v.setUint16(directory + 8, 1, true)), /encrypted/],
    ['a record where none is', changed((v) => v.setUint32(directory + 42, 1, true)), /where none is/],
    [
      'a record beyond the file',
      changed((v) => v.setUint32(directory + 42, 0xfffffff0, true)),
      /where none is/,
    ],
    [
      'a directory beyond the file',
      changed((v) => v.setUint32(end + 16, 0xfffffff0, true)),
      /a directory of/,
    ],
    ['more records than there are', changed((v) => v.setUint16(end + 10, 60_000, true)), /no record/],
    ['fewer records than there are', changed((v) => v.setUint16(end + 10, 1, true)), /without rest/],
    ['ZIP64', changed((v) => v.setUint32(end + 16, 0xffffffff, true)), /65 534/],
    ['no directory', good.subarray(0, end), /no directory at its end/],
    ['bytes behind the directory', Uint8Array.of(...good, 0), /no directory at its end/],
    ['a changed value', changed((_, file) => file.fill(1, directory - 1, directory)), /checksum/],
  ];
  test.each(refused)('of %s is refused', (_, file, message) => {
    expect(refusal(file).message).toMatch(message);
  });

  test('without checksums is read, as PyTorch writes them on request', () => {
    const file = changed((v) => {
      v.setUint32(directory + 16, 0, true);
    });
    expect(readPytorch(file).tensors.size).toBe(1);
  });
});

test('text from a file does not control a terminal', () => {
  const error = refusal(zipOf(pickle('cevil\nrm\x1b[2J\u202e\n.')));
  expect(error.message).toMatch(/names evil\.rm\ufffd\[2J/);
  expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test.each(['lenet5.pth', 'lenet5-legacy.pth'])('%s cut at every 97th byte is refused', (name) => {
  const file = fixture(name);
  for (let length = 0; length < file.length; length += 97) refusal(file.subarray(0, length));
});

test('legacy: storages that do not agree with the pickle are refused', () => {
  const file = fixture('dtypes-legacy.pth');
  expect(refusal(Uint8Array.of(...file, 0)).message).toMatch(/1 bytes after the last storage/);
  const withKeys = (keys: string) => {
    const good = legacyOf(dictOf(tensor()));
    return pickle(
      good.subarray(0, good.length - 4),
      '\x80\x02',
      keys,
      `.${u32(4)}${u32(0)}${'\0'.repeat(16)}`,
    );
  };
  const key = text('0');
  expect(readPytorch(withKeys(`]${key}a`)).tensors.size).toBe(1);
  expect(refusal(withKeys(`]${text('1')}a`)).message).toMatch(/the text "1" as key/);
  expect(refusal(withKeys(`](${key}${key}e`)).message).toMatch(/a list of 2/);
  expect(refusal(withKeys(']')).message).toMatch(/a list of 0/);
  expect(refusal(withKeys('}')).message).toMatch(/a dict of 0/);
});
