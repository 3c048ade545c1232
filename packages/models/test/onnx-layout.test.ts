import '@tensorflow/tfjs-backend-cpu';
import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect } from 'vitest';
import { stateDict } from '../src/index';
import { regroup } from '../src/onnx/values/regroup';
import { expectAllclose } from './allclose';
import { floats, integers, node, onnxBytes, openBytes, value } from './onnx-file';

beforeAll(() => tf.setBackend('cpu'));

const made = async (parts: Parameters<typeof onnxBytes>[0]) =>
  (await openBytes(onnxBytes(parts))).createModel();
const wave = (shape: number[]) =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(0.7 * i)),
    shape,
  );
const run = (model: LayersModel, images: tf.Tensor) =>
  Array.from((model.apply(images) as tf.Tensor).dataSync());
/** [batch, height, width, channels] as ONNX has it. */
const channelsFirst = (images: tf.Tensor) => tf.transpose(images, [0, 3, 1, 2]);

const sides = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
/** Groups of axes that are split or joined. */
const groups = fc.array(fc.tuple(sides, fc.boolean()), { minLength: 1, maxLength: 3 });
const keys = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 });

test.prop([groups, keys])('a reshape gives ONNX’s values, in whatever order the axes lie', (parts, draws) => {
  const product = (each: readonly number[]) => each.reduce((a, b) => a * b, 1);
  const from = parts.flatMap(([each, splits]) => (splits ? [product(each)] : each));
  const to = parts.flatMap(([each, splits]) => (splits ? each : [product(each)]));
  fc.pre(Math.max(from.length, to.length) <= 6);
  const order = from.map((_, axis) => axis).sort((a, b) => (draws[a] as number) - (draws[b] as number));
  tf.tidy(() => {
    const logical = wave(from);
    const { before, after } = regroup(from, to, order);
    const lying = tf.reshape(
      tf.transpose(logical, [...before]),
      after.map((axis) => to[axis] as number),
    );
    const back = tf.transpose(
      lying,
      to.map((_, axis) => after.indexOf(axis)),
    );
    expect(back.dataSync()).toEqual(tf.reshape(logical, to).dataSync());
  });
});

test('splitting the channels moves nothing', () => {
  expect(regroup([7, 6, 5, 5], [7, 2, 3, 5, 5], [0, 2, 3, 1])).toEqual({
    before: [0, 2, 3, 1],
    after: [0, 3, 4, 1, 2],
  });
});

describe('a file for one image', () => {
  const tensors = [floats('w', [32, 3])];
  test.each([
    ['[1, −1]', [1, -1]],
    ['[1, 32]', [1, 32]],
    ['[−1, 32]', [-1, 32]],
  ])('that flattens to %s gives a model for many', async (_, shape) => {
    const nodes = [node('Reshape', ['x', 's'], ['f']), node('Gemm', ['f', 'w'], ['y'])];
    const model = await made({ nodes, tensors: [...tensors, integers('s', shape)], input: [1, 2, 4, 4] });
    const images = wave([5, 4, 4, 2]);
    const flat = tf.reshape(channelsFirst(images), [5, 32]);
    const weights = Float32Array.from({ length: 96 }, (_, index) => Math.sin(index + 1));
    const expected = tf.matMul(flat, tf.tensor2d(weights, [32, 3])).dataSync();
    expectAllclose(run(model, images), expected, 1e-4, { floor: 1 });
  });
});

describe('a file for two images', () => {
  const made2 = (shape: number[]) =>
    made({
      nodes: [
        node('Reshape', ['x', 's'], ['f']),
        node('Softmax', ['f'], ['p'], { axis: -1 }),
        node('Reshape', ['p', 'flat'], ['y']),
      ],
      tensors: [integers('s', shape), integers('flat', [-1, 32])],
      input: [2, 2, 4, 4],
    });

  test.each([
    [[2, -1], 1],
    [[-1, 32], 1],
    [[2, 2, 16], 2],
    [[4, -1], 2],
  ] as [number[], number][])('that makes %j of them gives a model for many', async (shape, parts) => {
    const images = wave([5, 4, 4, 2]);
    const expected = tf.softmax(tf.reshape(channelsFirst(images), [5, parts, 32 / parts])).dataSync();
    expectAllclose(run(await made2(shape), images), expected, 1e-4, { floor: 1 });
  });

  test('is refused where it mixes them', async () => {
    await expect(made2([1, 64])).rejects.toThrow(/makes \[1,64\] of 2 images/);
  });
});

test('images may have their channels last in the file', async () => {
  const nodes = [
    node('Transpose', ['x'], ['t'], { perm: [0, 3, 1, 2] }),
    node('GlobalMaxPool', ['t'], ['m']),
    node('Flatten', ['m'], ['y']),
  ];
  const model = await made({ nodes, tensors: [], input: [0, 8, 8, 3] });
  const images = wave([2, 8, 8, 3]);
  expect(run(model, images)).toEqual(Array.from(tf.max(images, [1, 2]).dataSync()));
  // Nothing had to move.
  expect(model.layers.map((layer) => layer.getConfig().kernel)).not.toContain('transpose');
});

test('a weight keeps its name and shape through views, and a module that is used twice is one layer', async () => {
  const nodes = [
    node('Reshape', ['scale', 's'], ['view']),
    node('Mul', ['x', 'view'], ['a']),
    node('Conv', ['a', 'k'], ['b']),
    node('Conv', ['b', 'k'], ['c']),
    node('GlobalAveragePool', ['c'], ['m']),
    node('Flatten', ['m'], ['f']),
    node('Gemm', ['f', 'w'], ['y']),
  ];
  const tensors = [
    floats('scale', [2], [3, 5]),
    integers('s', [2, 1, 1]),
    floats('k', [2, 2, 1, 1]),
    floats('w', [2, 3]),
  ];
  const model = await made({ nodes, tensors });
  const own = await stateDict(model);
  expect(own.get('scale')).toEqual({ shape: [2], data: Float32Array.of(3, 5) });
  expect([...own.keys()]).toEqual(['scale', 'k', 'w']);
  expect(model.trainableWeights).toHaveLength(3);
});

describe('windows at the edges', () => {
  const onlyPool = (op: string, attributes: Record<string, number | number[] | string>, side: number) => {
    const nodes = [
      node(op, ['x'], ['a'], { kernel_shape: [3, 3], strides: [2, 2], ...attributes }),
      node('Flatten', ['a'], ['y']),
    ];
    return made({ nodes, tensors: [], input: [0, 1, side, side], graph: { output: [value('y', [0, 0])] } });
  };
  test.each([
    ['MaxPool', 6],
    ['MaxPool', 7],
    ['AveragePool', 6],
    ['AveragePool', 7],
  ] as const)('%s with SAME_UPPER on sides of %d is TensorFlow’s', async (op, side) => {
    const images = wave([2, side, side, 1]) as tf.Tensor4D;
    const pool = op === 'MaxPool' ? tf.maxPool : tf.avgPool;
    const expected = pool(images, 3, 2, 'same').dataSync();
    const given = run(await onlyPool(op, { auto_pad: 'SAME_UPPER' }, side), images);
    expectAllclose(given, expected, 1e-5, { floor: 1 });
  });

  test('a mean counts the zeros that it is told to, and none beyond', async () => {
    const ones = tf.ones([1, 4, 4, 1]);
    const around = { pads: [1, 1, 1, 1], ceil_mode: 1 };
    const counting = run(await onlyPool('AveragePool', { ...around, count_include_pad: 1 }, 4), ones);
    // 3 × 3 windows from −1, 1 and 3; the last one has one row of the image, one of zeros, and one beyond.
    expect(counting.map((each) => Math.round(each * 36))).toEqual([16, 24, 12, 24, 36, 18, 12, 18, 9]);
    expect(run(await onlyPool('AveragePool', around, 4), ones)).toEqual(Array(9).fill(1));
  });
});
