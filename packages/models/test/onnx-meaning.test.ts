import '@tensorflow/tfjs-backend-cpu';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { models } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { stateDict } from '../src/index';
import { kernels } from '../src/onnx/layers/kernels';
import { expectAllclose } from './allclose';
import { floats, integers, node, onnxBytes, openBytes, type Tensor } from './onnx-file';

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
  setThreads(1);
});

type Node = ReturnType<typeof node>;

/** What a graph makes of images [channels = 1, height = 1, width]: its value 'a' for each of them. */
async function outputs(nodes: readonly Node[], tensors: readonly Tensor[], images: readonly number[][]) {
  const width = images[0]?.length ?? 0;
  const all = [...nodes, node('Flatten', ['a'], ['y'])];
  const file = await openBytes(onnxBytes({ nodes: all, tensors, input: [0, 1, 1, width] }));
  const model = await file.createModel();
  const batch = tf.tensor4d(images.flat(), [images.length, 1, width, 1]);
  const values = Array.from((model.apply(batch) as tf.Tensor).dataSync());
  tf.dispose(batch);
  model.dispose();
  return values;
}

describe('what is computed from constants alone is what ONNX says', () => {
  const data = floats('d', [6], [1, 2, 3, 4, 5, 6]);
  const cases: [string, Node, Tensor[], number[]][] = [
    [
      'a Clip without its minimum',
      node('Clip', ['d', '', 'max'], ['c']),
      [data, floats('max', [], [4])],
      [1, 2, 3, 4, 4, 4],
    ],
    [
      'a Slice with steps and without axes',
      node('Slice', ['d', 'zero', 'end', '', 'two'], ['c']),
      [data, integers('zero', [0]), integers('end', [6]), integers('two', [2])],
      [1, 3, 5],
    ],
    [
      'a sum over an empty list of axes: over all',
      node('ReduceSum', ['d', 'none'], ['c']),
      [data, integers('none', [])],
      [21],
    ],
    [
      'a sum over none',
      node('ReduceSum', ['d', 'none'], ['c'], { noop_with_empty_axes: 1 }),
      [data, integers('none', [])],
      [1, 2, 3, 4, 5, 6],
    ],
    [
      'a remainder with the sign of the divisor',
      node('Mod', ['m', 'n'], ['c']),
      [floats('m', [2], [-7, 7]), floats('n', [2], [3, -3])],
      [2, -2],
    ],
    [
      'a remainder with the sign of what is divided',
      node('Mod', ['m', 'n'], ['c'], { fmod: 1 }),
      [floats('m', [2], [-7, 7]), floats('n', [2], [3, -3])],
      [-1, 1],
    ],
  ];
  test.each(cases)('%s', async (_, fold, tensors, expected) => {
    const zeros = expected.map(() => 0);
    expect(await outputs([fold, node('Add', ['x', 'c'], ['a'])], tensors, [zeros])).toEqual(expected);
  });
});

describe('weights that are told apart', () => {
  test('the equal parts of a split constant', async () => {
    const nodes = [
      node('Split', ['d', 's'], ['one', 'other'], { axis: 0 }),
      node('Add', ['x', 'one'], ['b']),
      node('Add', ['b', 'other'], ['a']),
    ];
    const tensors = [floats('d', [4], [1, 2, 30, 40]), integers('s', [2, 2])];
    expect(await outputs(nodes, tensors, [[0, 0]])).toEqual([31, 42]);
  });

  test('a square matrix and its transposition', async () => {
    const nodes = [
      node('Transpose', ['w'], ['t'], { perm: [1, 0] }),
      node('MatMul', ['x', 'w'], ['b']),
      node('MatMul', ['b', 't'], ['a']),
    ];
    // [1, 0] · [[1, 2], [3, 4]] = [1, 2]; [1, 2] · [[1, 3], [2, 4]] = [5, 11].
    expect(await outputs(nodes, [floats('w', [2, 2], [1, 2, 3, 4])], [[1, 0]])).toEqual([5, 11]);
  });

  test('a weight and what a cast cuts of it', async () => {
    const nodes = [
      node('Cast', ['w'], ['whole'], { to: 7 }),
      node('Cast', ['whole'], ['real'], { to: 1 }),
      node('Add', ['x', 'w'], ['b']),
      node('Add', ['b', 'real'], ['a']),
    ];
    expect(await outputs(nodes, [floats('w', [2], [1.5, 2.5])], [[0, 0]])).toEqual([2.5, 4.5]);
  });
});

test('log-softmax of logits that lie far apart is finite', async () => {
  const nodes = [node('LogSoftmax', ['x'], ['b']), node('Neg', ['b'], ['a'])];
  expectAllclose(await outputs(nodes, [], [[200, 0, -100]]), [0, 200, 300], 1e-6, { floor: 1 });
});

test('an infinite padding survives JSON in the layer that pads', async () => {
  const nodes = [node('Pad', ['x', 's', 'low'], ['b']), node('Clip', ['b', 'zero'], ['a'])];
  const tensors = [
    integers('s', [0, 0, 0, 1, 0, 0, 0, 0]),
    floats('low', [], [Number.NEGATIVE_INFINITY]),
    floats('zero', [], [0]),
  ];
  expect(await outputs(nodes, tensors, [[1, 2]])).toEqual([0, 1, 2]);
  const all = [...nodes, node('Flatten', ['a'], ['y'])];
  const file = await openBytes(onnxBytes({ nodes: all, tensors, input: [0, 1, 1, 2] }));
  const model = await file.createModel();
  const topology = JSON.parse(JSON.stringify(model.toJSON(null, false)));
  const again = await models.modelFromJSON(topology);
  const values = tf.tidy(() => (again.apply(tf.tensor4d([1, 2], [1, 1, 2, 1])) as tf.Tensor).arraySync());
  expect(values).toEqual([[0, 1, 2]]);
  for (const each of [model, again]) each.dispose();
});

test('slopes for channels are a vector, and slopes on two axes are refused', async () => {
  const nodes = [node('PRelu', ['x', 's'], ['a'])];
  expect(await outputs(nodes, [floats('s', [1, 1, 2], [0.5, 0.25])], [[-4, -4]])).toEqual([-2, -1]);
  const file = await openBytes(
    onnxBytes({ nodes: [...nodes, node('Flatten', ['a'], ['y'])], tensors: [floats('s', [2, 1, 4])] }),
  );
  await expect(file.createModel()).rejects.toThrow(/slopes of shape \[2,1,4\]/);
  const vector = await openBytes(
    onnxBytes({ nodes: [...nodes, node('Flatten', ['a'], ['y'])], tensors: [floats('s', [2, 1, 1])] }),
  );
  const model = await vector.createModel();
  expect((await stateDict(model)).get('s')?.shape).toEqual([2]);
  model.dispose();
});

test.each(['leakyRelu', 'prelu'])('%s and its gradients are TensorFlow’s, at zero too', (name) => {
  const compute = kernels.get(name) as (operands: tf.Tensor[], attributes: object) => tf.Tensor;
  tf.tidy(() => {
    const x = tf.tensor2d([-2, 0, 3, 1, -1, 0], [2, 3]);
    const slope = tf.tensor1d([0.5, 0.25, 0.125]);
    const [f, expected, operands] =
      name === 'prelu'
        ? [
            (a: tf.Tensor, b: tf.Tensor) => compute([a, b], {}),
            (a: tf.Tensor, b: tf.Tensor) => tf.prelu(a, b),
            [x, slope],
          ]
        : [(a: tf.Tensor) => compute([a], { alpha: 0.5 }), (a: tf.Tensor) => tf.leakyRelu(a, 0.5), [x]];
    const [own, theirs] = [f, expected].map((each) => tf.valueAndGrads(each as never)(operands));
    expect(own?.value.arraySync()).toEqual(theirs?.value.arraySync());
    own?.grads.forEach((grad, index) => {
      expect(grad.arraySync()).toEqual(theirs?.grads[index]?.arraySync());
    });
  });
});
