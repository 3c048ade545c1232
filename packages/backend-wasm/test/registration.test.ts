import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { on } from './both-backends';

/** Every kernel that the operations, gradients and optimisers of a convolutional network call. */
const needed = [
  ...[
    'Abs',
    'Add',
    'AddN',
    'ArgMax',
    'AvgPool',
    'AvgPoolGrad',
    'BatchMatMul',
    'Cast',
    'ClipByValue',
    'Concat',
  ],
  ...['Conv2D', 'Conv2DBackpropFilter', 'Conv2DBackpropInput', 'DepthwiseConv2dNative'],
  ...['DepthwiseConv2dNativeBackpropFilter', 'DepthwiseConv2dNativeBackpropInput', 'Elu', 'EluGrad', 'Equal'],
  ...['Exp', 'Fill', 'FusedBatchNorm', 'FusedConv2D', 'FusedDepthwiseConv2D', 'GatherV2', 'Greater'],
  ...['GreaterEqual', 'Identity', 'LeakyRelu', 'Less', 'LessEqual', 'Log', 'LogicalAnd', 'LogicalNot', 'Max'],
  ...[
    'MaxPool',
    'MaxPoolGrad',
    'Maximum',
    'Mean',
    'Min',
    'Minimum',
    'MirrorPad',
    'Multiply',
    'Neg',
    'NotEqual',
  ],
  ...[
    'OneHot',
    'OnesLike',
    'Pack',
    'PadV2',
    'Pow',
    'Prelu',
    'Prod',
    'RealDiv',
    'Reciprocal',
    'Relu',
    'Relu6',
  ],
  ...[
    'Reshape',
    'ResizeBilinear',
    'ResizeBilinearGrad',
    'ResizeNearestNeighbor',
    'ResizeNearestNeighborGrad',
  ],
  ...[
    'Reverse',
    'Rsqrt',
    'Select',
    'Sigmoid',
    'Sign',
    'Slice',
    'Softmax',
    'Softplus',
    'SplitV',
    'Sqrt',
    'Square',
  ],
  ...[
    'SquaredDifference',
    'Step',
    'StridedSlice',
    'Sub',
    'Sum',
    'Tanh',
    'Tile',
    'TopK',
    'Transform',
    'Transpose',
  ],
  ...['Unpack', 'UnsortedSegmentSum', 'ZerosLike', '_FusedMatMul', 'Einsum'],
];

describe('exmodel-wasm', () => {
  test('has every kernel that training and inversion call', () => {
    const missing = needed.filter((name) => !tf.getKernel(name, 'exmodel-wasm'));
    expect(missing).toEqual([]);
  });

  test('is preferred to tfjs wasm and cpu', async () => {
    const { registryFactory } = tf.engine();
    const priority = (name: string) => registryFactory[name]?.priority ?? Number.NaN;
    expect(priority('exmodel-wasm')).toBeGreaterThan(priority('wasm'));
    expect(priority('exmodel-wasm')).toBeGreaterThan(priority('cpu'));
  });

  test('shares its one WebAssembly instance with `wasm`, so that both names work together', async () => {
    const sum = () => [tf.sum(tf.ones([3]))];
    expect((await on('exmodel-wasm', sum))[0]?.[0]).toBe(3);
    expect((await on('wasm', sum))[0]?.[0]).toBe(3);
    const shared = tf.backend();
    expect((await on('exmodel-wasm', sum))[0]?.[0]).toBe(3);
    expect(tf.backend()).toBe(shared);
  });

  test('clones share memory by reference count', async () => {
    await on('exmodel-wasm', () => {
      const x = tf.tensor1d([1, 2, 3]);
      const ids = tf.backend().numDataIds();
      const clone = tf.clone(x);
      expect(tf.backend().numDataIds()).toBe(ids);
      x.dispose();
      return [clone];
    }).then(([values]) => expect([...(values ?? [])]).toEqual([1, 2, 3]));
  });
});
