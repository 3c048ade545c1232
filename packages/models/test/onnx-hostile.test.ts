import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { stateDict } from '../src/index';
import { LocationError, OnnxFileError, openOnnx } from '../src/onnx';
import { AttributeProto_AttributeType, TensorProto_DataLocation } from '../src/onnx/schema/onnx_pb';
import { fixture } from './fixture';
import { floats, integers, node, onnxBytes, openBytes, type Tensor, value } from './onnx-file';
import { torchRand } from './torch-rand';

beforeAll(() => tf.setBackend('cpu'));

/** The error with which a file is refused. */
async function refusal(bytes: Uint8Array): Promise<OnnxFileError> {
  try {
    (await (await openBytes(bytes)).createModel()).dispose();
  } catch (error) {
    if (error instanceof OnnxFileError) return error;
    throw error;
  }
  throw new Error('it was read');
}

const through = (...nodes: Parameters<typeof node>[]) => nodes.map((each) => node(...each));
const head = through(
  ['GlobalAveragePool', ['a'], ['m']],
  ['Flatten', ['m'], ['f']],
  ['Gemm', ['f', 'w'], ['y']],
);

describe('a node that is not read is named with where it stands', () => {
  const refused: [string, ReturnType<typeof node>[], Tensor[], RegExp][] = [
    [
      'an operator',
      through(['ConvTranspose', ['x', 'k'], ['a']]),
      [floats('k', [2, 2, 3, 3])],
      /node 'the ConvTranspose' \(ConvTranspose\) is of a kind/,
    ],
    [
      'of every JavaScript object',
      through(['constructor', ['x'], ['a']]),
      [],
      /\(constructor\) is of a kind/,
    ],
    ['an input that nothing gives', through(['Relu', ['later'], ['a']]), [], /needs 'later'/],
    [
      'filters for other channels',
      through(['Conv', ['x', 'k'], ['a']]),
      [floats('k', [2, 3, 1, 1])],
      /filters \[2,3,1,1\]/,
    ],
    ['filters that are images', through(['Conv', ['x', 'x'], ['a']]), [], /a weight or a constant/],
    [
      'statistics of other channels',
      through(['BatchNormalization', ['x', 'k', 'k', 'k', 'k'], ['a']]),
      [floats('k', [3])],
      /shape \[3\]/,
    ],
    ['another shape', through(['Reshape', ['x', 's'], ['a']]), [integers('s', [7, 5])], /\[7,5\]/],
    [
      'a share of the batch',
      through(['Slice', ['x', 's', 'e', 's'], ['a']]),
      [integers('s', [0]), integers('e', [1])],
      /some images/,
    ],
    ['a mean over the batch', through(['ReduceMean', ['x'], ['a'], { axes: [0] }]), [], /over the images/],
    [
      'a shape of 10^15',
      through(['Pad', ['x', 's'], ['a']]),
      [integers('s', [0, 0, 0, 0, 0, 0, 2 ** 22, 2 ** 22])],
      /of shape \[batch,2,/,
    ],
    [
      'a constant of 10^15',
      through(['ConstantOfShape', ['s'], ['a']]),
      [integers('s', [2 ** 24, 2 ** 24])],
      /constant of shape/,
    ],
    ['a window of nothing', through(['MaxPool', ['x'], ['a'], { kernel_shape: [9, 9] }]), [], /of shape/],
    [
      'strides of 0',
      through(['MaxPool', ['x'], ['a'], { kernel_shape: [1, 1], strides: [0, 1] }]),
      [],
      /strides/,
    ],
    ['axes twice', through(['Transpose', ['x'], ['a'], { perm: [0, 1, 1, 2] }]), [], /perm/],
    ['an axis beyond', through(['Softmax', ['x'], ['a'], { axis: 4 }]), [], /axis 4/],
    [
      'a split of another sum',
      through(['Split', ['x', 's'], ['a', 'b'], { axis: 1 }]),
      [integers('s', [1, 2])],
      /\[1,2\]/,
    ],
    [
      'a place beyond',
      through(['Gather', ['x', 's'], ['a'], { axis: 1 }]),
      [integers('s', [2, 0])],
      /place 2 of 2/,
    ],
    [
      'a shape with a fraction',
      through(['Reshape', ['x', 's'], ['a']]),
      [floats('s', [3], [-1, 64, 0.5])],
      /\[-1,64,0\.5\] for input 1.*integers/,
    ],
    [
      'a constant’s shape with a fraction',
      through(['Reshape', ['k', 's'], ['a']]),
      [floats('k', [2]), floats('s', [2], [4, 0.5])],
      /\[4,0\.5\] for input 1.*integers/,
    ],
    [
      'a shape with −2',
      through(['Reshape', ['k', 's'], ['a']]),
      [floats('k', [4]), integers('s', [-2, -2])],
      /of shape \[-2,-2\]/,
    ],
    [
      'a shape of 33 sides',
      through(['Reshape', ['k', 's'], ['a']]),
      [floats('k', [1]), integers('s', Array(33).fill(1))],
      /at most 32 sides/,
    ],
    [
      'axes with a fraction',
      through(['ReduceMean', ['x', 's'], ['a']]),
      [floats('s', [1], [1.5])],
      /\[1\.5\] for input 1/,
    ],
    [
      'an attribute of axes with a fraction',
      [
        {
          opType: 'Squeeze',
          input: ['x'],
          output: ['a'],
          attribute: [{ name: 'axes', type: AttributeProto_AttributeType.FLOATS, floats: [1.5] }],
        },
      ],
      [],
      /\[1\.5\] for axes/,
    ],
    [
      'an attribute of 5000 axes',
      through(['Squeeze', ['x'], ['a'], { axes: Array(5000).fill(1) }]),
      [],
      /at most 4096 integers/,
    ],
    [
      'more values reflected than there are',
      through(['Pad', ['x', 's'], ['a'], { mode: 'reflect' }]),
      [integers('s', [0, 0, 0, 4, 0, 0, 0, 0])],
      /reflects 4 of 4 values/,
    ],
    [
      'weights of another number of channels',
      through(['InstanceNormalization', ['x', 'k', 'k'], ['a']]),
      [floats('k', [3])],
      /weights of shape \[3\].*\[2\]/,
    ],
    [
      'pads with a fraction',
      through(['Pad', ['x', 's'], ['a'], { mode: 'edge' }]),
      [floats('s', [8], [0, 0, 0, 0.5, 0, 0, 0, 0.5])],
      /\[0,0,0,0\.5,0,0,0,0\.5\] for input 1/,
    ],
    [
      'pads of 2^31 pixels at the edge',
      through(['Pad', ['x', 's'], ['a'], { mode: 'edge' }]),
      [integers('s', [0, 0, 0, 0, 0, 0, 0, 2 ** 31])],
      /of shape \[batch,2,4,2147483652\]/,
    ],
    [
      'pads of 2^31 pixels and as long strides',
      through([
        'MaxPool',
        ['x'],
        ['a'],
        { kernel_shape: [1, 1], pads: [0, 0, 0, 2 ** 31], strides: [1, 2 ** 30] },
      ]),
      [],
      /of shape \[batch,2,4,2147483652\]/,
    ],
    [
      'a share of a group',
      through(['Conv', ['x', 'k'], ['a'], { group: 0.5 }]),
      [floats('k', [2, 4, 1, 1])],
      /\[0\.5\] for group/,
    ],
    [
      'a constant that is repeated 2^31 times',
      through(['Tile', ['k', 's'], ['a']]),
      [floats('k', [1]), integers('s', [2 ** 31])],
      /constant of shape \[2147483648\]/,
    ],
    [
      'a constant that is repeated −1 times',
      through(['Tile', ['k', 's'], ['a']]),
      [floats('k', [1]), integers('s', [-1])],
      /of shape \[-1\]/,
    ],
    [
      'a constant that is repeated half a time',
      through(['Tile', ['k', 's'], ['a']]),
      [floats('k', [2]), floats('s', [1], [0.5])],
      /\[0\.5\] for input 1/,
    ],
    [
      'images whose parts are repeated 2^31 times',
      through(['Tile', ['x', 's'], ['a']]),
      [integers('s', [1, 1, 1, 2 ** 31])],
      /of shape \[batch,2,4,8589934592\]/,
    ],
    [
      'a batch that is repeated 2^31 times',
      through(['Tile', ['x', 's'], ['a']]),
      [integers('s', [2 ** 31, 1, 1, 1])],
      /of shape \[batch,2,4,4\]/,
    ],
    [
      'a split of a constant into −2^31 and as many places',
      through(['Split', ['k', 's'], ['a', 'b']]),
      [floats('k', [4]), integers('s', [-(2 ** 31), 2 ** 31 + 4])],
      /splits 4 places/,
    ],
    [
      'tiny steps through a constant',
      through(['Slice', ['k', 's', 'e', 's', 't'], ['a']]),
      [floats('k', [4]), integers('s', [0]), integers('e', [4]), floats('t', [1], [1e-9])],
      /for input 4/,
    ],
    [
      'tiny steps through images',
      through(['Slice', ['x', 'e', 's', 'e', 't'], ['a']]),
      [integers('e', [3]), integers('s', [0]), floats('t', [1], [-1e-9])],
      /for input 4/,
    ],
    [
      'more ranges than axes',
      through(['Slice', ['k', 's', 'e', 's'], ['a']]),
      [floats('k', [4]), integers('s', [0, 0]), integers('e', [4, 4])],
      /ranges of 2 axes/,
    ],
    [
      'a join of constants of 2^27 values',
      through(['Concat', Array(129).fill('k') as string[], ['a'], { axis: 0 }]),
      [floats('k', [2 ** 19])],
      /constant of shape \[67633152\]/,
    ],
    [
      'an operator of shapes and constants alone',
      through(['Where', ['x', 'x', 'x'], ['a']]),
      [],
      /computed from the images.*Where is read of these only/,
    ],
    [
      'an attribute of another type',
      through(['LeakyRelu', ['x'], ['a'], { alpha: 'text' }]),
      [],
      /attribute 'alpha'/,
    ],
  ];
  test.each(refused)('%s', async (_, nodes, tensors, message) => {
    const before = tf.memory().numTensors;
    const error = await refusal(
      onnxBytes({ nodes: [...nodes, ...head], tensors: [floats('w', [2, 3]), ...tensors] }),
    );
    expect(error.message).toMatch(message);
    expect(error.node?.op).toBe(nodes[0]?.opType);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('constants are refused that are small each, and too many', async () => {
  // Each reads 16 MB, and makes little of them.
  const nodes = Array.from({ length: 70 }, (_, index) => node('Slice', ['k', 's', 'e'], [`c${index}`]));
  const large = { name: 'k', dims: [2n ** 22n], dataType: 1, rawData: new Uint8Array(2 ** 24) };
  const bytes = onnxBytes({
    nodes: [...nodes, ...through(['Identity', ['x'], ['a']]), ...head],
    tensors: [floats('w', [2, 3]), large, integers('s', [0]), integers('e', [1])],
  });
  expect((await refusal(bytes)).message).toMatch(/more than 1 GB of constants/);
});

test('shapes without values are no way to make long lists', async () => {
  const nodes = through(
    ['Reshape', ['k', 's'], ['none']],
    ['Slice', ['none', 'zero', 'end', 'one'], ['part']],
    ['Split', ['none'], ['half', 'other'], { axis: 1 }],
    ['Concat', ['part', 'half', 'other'], ['joined'], { axis: 1 }],
    ['Identity', ['x'], ['a']],
  );
  const tensors = [
    floats('w', [2, 3]),
    floats('k', [0]),
    integers('s', [0, 2 ** 40]),
    integers('zero', [0]),
    integers('end', [2 ** 40]),
    integers('one', [1]),
  ];
  const model = await (
    await openBytes(onnxBytes({ nodes: [...nodes, ...head], tensors, opset: 17 }))
  ).createModel();
  expect(model.outputs[0]?.shape).toEqual([null, 3]);
  model.dispose();
});

describe('a file is refused', () => {
  const wrong: [string, Uint8Array, RegExp][] = [
    ['without bytes', new Uint8Array(), /no graph|opset|version 0/],
    ['of text', new TextEncoder().encode('<html><body>Not found</body></html>'), /cannot be decoded/],
    ['of an old opset', onnxBytes({ opset: 9 }), /version 9.*opset_version=17/],
    ['of a future opset', onnxBytes({ opset: 90 }), /version 90/],
    [
      'of two inputs',
      onnxBytes({ graph: { input: [value('x', [0, 2, 4, 4]), value('z', [0, 1])] } }),
      /2 inputs \(x, z\)/,
    ],
    [
      'of two outputs',
      onnxBytes({ graph: { output: [value('y', [0, 3]), value('f', [0, 2])] } }),
      /2 outputs/,
    ],
    ['of vectors', onnxBytes({ input: [0, 784] }), /shape \[\?,784\]/],
    ['of images of any number of channels', onnxBytes({ input: [0, 0, 32, 32] }), /fixed number of channels/],
    [
      'of images of any size, without imageSize',
      onnxBytes({ input: [0, 2, 0, 0] }),
      /size of its images free/,
    ],
    ['whose output is no matrix', onnxBytes({ nodes: through(['Relu', ['x'], ['y']]) }), /\[batch,2,4,4\]/],
    ['whose output is given by nothing', onnxBytes({ nodes: [] }), /nothing gives/],
    [
      'with a tensor of 2^60 values',
      onnxBytes({ tensors: [{ ...floats('w', [2, 3]), dims: [2n ** 30n, 2n ** 30n] }] }),
      /shape/,
    ],
    [
      'with a tensor of −1 values',
      onnxBytes({ tensors: [{ ...floats('w', [2, 3]), dims: [-1n] }] }),
      /shape \[-1\]/,
    ],
    [
      'with a tensor of fewer values',
      onnxBytes({ tensors: [{ ...floats('w', [2, 3]), dims: [2n, 4n] }] }),
      /24 bytes.*32 of F32/,
    ],
    ['with a tensor of text', onnxBytes({ tensors: [{ name: 'w', dims: [1n], dataType: 8 }] }), /STRING/],
    ['with messages in messages', nested(200), /depth|nest/],
    ['with millions of nodes', bomb(0x0a, 2_000_000), /512 MB/],
    ['with millions of numbers', bomb(0x2a, 1, numbers(20_000_000)), /512 MB/],
  ];
  test.each(wrong)('%s', async (_, bytes, message) => {
    expect((await refusal(bytes)).message).toMatch(message);
  });

  /** A graph in an attribute of a node of a graph in an attribute … */
  function nested(depth: number): Uint8Array {
    let graph = new Uint8Array();
    for (let level = 0; level < depth; level++) {
      const inner = [0x0a, 0x2a, 0x32][(depth - 1 - level) % 3] as number;
      graph = Uint8Array.of(inner, ...varint(graph.length), ...graph);
    }
    return Uint8Array.of(0x3a, ...varint(graph.length), ...graph);
  }

  /** A tensor of so many small integers. */
  function numbers(count: number): Uint8Array {
    return Buffer.concat([Uint8Array.of(0x3a, ...varint(count)), new Uint8Array(count)]);
  }

  /** A graph of one field, many times. */
  function bomb(tag: number, count: number, content: Uint8Array = new Uint8Array()): Uint8Array {
    const field = Buffer.concat([Uint8Array.of(tag, ...varint(content.length)), content]);
    const graph = new Uint8Array(field.length * count);
    for (let index = 0; index < count; index++) graph.set(field, index * field.length);
    return Uint8Array.from(Buffer.concat([Uint8Array.of(0x3a, ...varint(graph.length)), graph]));
  }

  function varint(value: number): number[] {
    return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
  }
});

test('a graph that goes round in circles gets no new head', async () => {
  const nodes = through(['Identity', ['y'], ['z']], ['Identity', ['z'], ['y']]);
  const file = await openBytes(onnxBytes({ nodes }));
  const newHead = { classes: 2, random: () => 0.5 };
  await expect(file.createModel({ newHead })).rejects.toThrow(/its logits come from no node/);
});

test('names are only names, of tensors, nodes and metadata: those of JavaScript’s objects and of paths too', async () => {
  const names = ['__proto__', 'constructor', '../../etc/passwd'];
  const layers = names.map((name, i) => ({
    ...node('Mul', [i === 0 ? 'x' : `v${i - 1}`, name], [i === 2 ? 'a' : `v${i}`]),
    name: names[2 - i] as string,
  }));
  const tensors = [floats('w', [2, 3]), ...names.map((name, i) => floats(name, [1], [i + 2]))];
  const bytes = onnxBytes({ nodes: [...layers, ...head], tensors });
  const file = await openBytes(bytes);
  expect([...file.infos.keys()]).toEqual(['w', ...names]);
  const model = await file.createModel();
  const state = await stateDict(model);
  model.dispose();
  expect(names.map((name) => state.get(name)?.data[0])).toEqual([2, 3, 4]);

  const metadata = JSON.parse('{"__proto__": "{\\"polluted\\": true}", "constructor": "text"}') as Record<
    string,
    string
  >;
  const written = await openBytes(await file.write({ tensors: state, classes: 3, metadata }));
  expect(Object.entries(written.metadata)).toEqual(Object.entries(metadata));
  expect(Object.getPrototypeOf(written.metadata)).toBe(Object.prototype);
  expect(new Map(await written.read())).toEqual(new Map(await file.read()));
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

describe('values in another file', () => {
  const external = (entries: Record<string, string>) => {
    const externalData = Object.entries(entries).map(([key, each]) => ({ key, value: each }));
    const { rawData: _, ...tensor } = floats('w', [2, 3]);
    return onnxBytes({
      tensors: [{ ...tensor, dataLocation: TensorProto_DataLocation.EXTERNAL, externalData }],
    });
  };
  const values = new Uint8Array(32).fill(1);

  test('are read', async () => {
    const file = await openBytes(external({ location: 'w.data', offset: '8', length: '24' }), {
      'w.data': values,
    });
    expect((await file.read()).get('w')?.data.length).toBe(6);
  });

  test.each(['../secret', '/etc/passwd', 'C:\\secret', 'https://example.org/w', 'a/../../b', ''])(
    'at %j are not',
    async (location) => {
      const file = await openBytes(external({ location }));
      await expect(file.read()).rejects.toThrow(LocationError);
    },
  );

  test.each([
    [{ location: 'w.data', offset: '9' }, /24 bytes from 9 of w\.data, which has 32/],
    [{ location: 'w.data', offset: '-1' }, /at -1/],
    [{ location: 'w.data', offset: 'x' }, /at NaN/],
    [{ location: 'w.data', length: '23' }, /23 bytes/],
    [{}, /in another file/],
  ] as [Record<string, string>, RegExp][])('%j are refused', async (entries, message) => {
    const file = await openBytes(external(entries), { 'w.data': values });
    await expect(file.read()).rejects.toThrow(message);
  });

  test('are found beside a file on the disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exmodel-onnx-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'm.onnx'), external({ location: 'w.data' }));
    writeFileSync(join(folder, 'w.data'), values);
    expect((await (await openOnnx(join(folder, 'm.onnx'))).read()).size).toBe(1);
  });
});

test('600 changed files are read or refused with a typed error', async () => {
  const random = torchRand(20_261_126);
  const below = (limit: number) => Math.floor(random() * limit);
  const reasons = new Set<string>();
  let read = 0;
  for (const original of [
    onnxBytes(),
    fixture('onnx/squeezenet-folded.onnx'),
    fixture('onnx/resnet-folded.onnx'),
  ]) {
    for (let count = 0; count < 200; count++) {
      const bytes = original.slice();
      for (let changes = 1 + below(4); changes > 0; changes--) {
        const at = below(Math.min(bytes.length, 2500));
        bytes[at] = below(2) === 0 ? below(256) : (bytes[at] as number) ^ (1 << below(8));
      }
      try {
        (await (await openBytes(bytes)).createModel()).dispose();
        read++;
      } catch (error) {
        if (!(error instanceof OnnxFileError || error instanceof LocationError)) throw error;
        reasons.add(error.message.replace(/'.*?'|[\d,]+/gs, ''));
      }
    }
  }
  expect(read).toBeGreaterThan(50);
  expect(reasons.size).toBeGreaterThan(30);
});
