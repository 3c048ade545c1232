import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { computeOn, randomValues } from '../../test/on-both';
import { KernelInputError, type WasmBackend } from '../index';

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
});

const vector = (length: number, dtype: 'float32' | 'int32' = 'float32') => tf.ones([length], dtype);
const matrix = () => tf.ones([4, 3]);

const sgd = { learningRate: 1, momentum: 0, dampening: 0, weightDecay: 0, nesterov: false };
const adam = { learningRate: 1, beta1: 0, beta2: 0, epsilon: 1, weightDecay: 0, decoupled: false, step: 1 };
const norm = { epsilon: 1e-3 };

type Case = [title: string, kernel: string, inputs: () => tf.NamedTensorMap, attrs: object, message: RegExp];

const CASES: Case[] = [
  [
    'an int32 gradient',
    'SgdUpdate',
    () => ({ parameter: vector(5), gradient: vector(5, 'int32'), velocity: vector(5) }),
    sgd,
    /gradient: int32 of shape \[5\].*float32 of shape \[5\]/,
  ],
  [
    'a short velocity',
    'SgdUpdate',
    () => ({ parameter: vector(5), gradient: vector(5), velocity: vector(4) }),
    sgd,
    /velocity: float32 of shape \[4\]/,
  ],
  [
    'a short second moment',
    'AdamUpdate',
    () => ({ parameter: vector(5), gradient: vector(5), first: vector(5), second: vector(1) }),
    adam,
    /second: float32 of shape \[1\]/,
  ],
  [
    'an int32 parameter',
    'AdamUpdate',
    () => ({ parameter: vector(5, 'int32'), gradient: vector(5), first: vector(5), second: vector(5) }),
    adam,
    /parameter: int32/,
  ],
  [
    'int32 images',
    'BatchNormTraining',
    () => ({ x: tf.ones([4, 3], 'int32'), scale: vector(3), offset: vector(3) }),
    norm,
    /x: int32/,
  ],
  [
    'an offset of too few channels',
    'BatchNormTraining',
    () => ({ x: matrix(), scale: vector(3), offset: vector(2) }),
    norm,
    /offset: float32 of shape \[2\]/,
  ],
  [
    'a scalar',
    'BatchNormTraining',
    () => ({ x: tf.scalar(1), scale: vector(1), offset: vector(1) }),
    norm,
    /at least one channel/,
  ],
  [
    'a gradient of fewer rows',
    'BatchNormTrainingGrad',
    () => ({ x: matrix(), dy: tf.ones([3, 3]), scale: vector(3), mean: vector(3), variance: vector(3) }),
    norm,
    /dy: float32 of shape \[3,3\]/,
  ],
  [
    'no velocity',
    'SgdUpdate',
    () => ({ parameter: vector(5), gradient: vector(5) }),
    sgd,
    /no velocity.*float32 of shape \[5\]/,
  ],
  [
    'an attribute of another name',
    'SgdUpdate',
    () => ({ parameter: vector(5), gradient: vector(5), velocity: vector(5) }),
    { ...sgd, momentum: undefined, friction: 0.9 },
    /the attribute momentum: undefined.*a number/,
  ],
  [
    'int32',
    'ReluGrad',
    () => ({ a: vector(3, 'int32'), b: vector(3, 'int32') }),
    {},
    /ReluGrad was given a: int32 of shape \[3\], b: int32/,
  ],
];

describe('a kernel that no kernel of tfjs stands behind refuses', () => {
  test.for(CASES)('%s (%s)', ([, kernel, inputs, attrs, message]) => {
    tf.tidy(() => {
      const tensors = inputs();
      const { bytesHeld } = (tf.backend() as WasmBackend).memory();
      const run = () => tf.engine().runKernel(kernel, tensors, attrs as tf.NamedAttrMap);
      expect(run).toThrow(KernelInputError);
      expect(run).toThrow(message);
      expect((tf.backend() as WasmBackend).memory().bytesHeld).toBe(bytesHeld);
    });
  });
});

describe("a kernel falls back on tfjs's for", () => {
  test('segment ids that are not one a row', () => {
    tf.tidy(() => {
      const ids = tf.tensor1d([0, 1, 0], 'int32');
      expect(() => tf.unsortedSegmentSum(tf.ones([4, 2]), ids, 2)).toThrow(/could not be broadcast/);
    });
  });

  test('an int32 bias of a fused convolution', async () => {
    const compute = () => {
      const x = tf.tensor4d(randomValues(2 * 5 * 5 * 3, 1), [2, 5, 5, 3]);
      const filter = tf.tensor4d(randomValues(3 * 3 * 3 * 4, 2), [3, 3, 3, 4]);
      const bias = tf.tensor1d([1, 2, 3, 4], 'int32');
      const attrs = {
        strides: [1, 1],
        pad: 'same',
        dataFormat: 'NHWC',
        dilations: [1, 1],
        activation: 'linear',
      };
      return tf
        .engine()
        .runKernel('FusedConv2D', { x, filter, bias }, attrs as unknown as tf.NamedAttrMap) as tf.Tensor;
    };
    const [expected] = await computeOn('cpu', compute);
    const [actual] = await computeOn('exmodel-wasm', compute);
    expected?.values.forEach((value, i) => {
      expect(actual?.values[i]).toBeCloseTo(value, 4);
    });
  });
});
