import '@tensorflow/tfjs-backend-cpu';
import { zeros } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import type { Location } from '../location/location';
import { memorySource } from '../location/memory-source';
import { modelArtifacts } from '../tfjs/tfjs-handler';
import { tfjsNames } from '../tfjs/weight-names';
import { layerTree } from './layer-tree';
import { tfjsTopology } from './topology';
import { unconnectedLayer } from './unconnected-layer';

const tensor = (layer: string, use = 0) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 4], dtype: 'float32', keras_history: [layer, use, 0] },
});
const dtype = (name: string) => ({
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name },
  registered_name: null,
});
const layer = (class_name: string, config: object, inbound_nodes: object[]) => ({
  ...{ module: 'keras.layers', class_name, registered_name: null, name: (config as { name: string }).name },
  ...{ config, inbound_nodes },
});

/** A model of two branches, as Keras 3.8 writes it. */
const topology = {
  keras_version: '3.8.0',
  model_config: {
    class_name: 'Functional',
    config: {
      name: 'functional',
      layers: [
        layer('InputLayer', { batch_shape: [null, 4], dtype: 'float32', name: 'images' }, []),
        layer('Dense', { name: 'a', units: 4, activation: 'relu', dtype: dtype('mixed_float16') }, [
          { args: [tensor('images')], kwargs: {} },
        ]),
        layer('Add', { name: 'sum', dtype: dtype('float32') }, [
          { args: [[tensor('images'), tensor('a')]], kwargs: {} },
        ]),
      ],
      input_layers: ['images', 0, 0],
      output_layers: [['sum', 0, 0]],
    },
  },
};

test('a functional model of Keras 3 is what it would be in Keras 2', async () => {
  const weights = [
    { name: 'functional/a/kernel', shape: [4, 4], dtype: 'float32' as const },
    { name: 'functional/a/bias', shape: [4], dtype: 'float32' as const },
  ];
  const weightSpecs = [...tfjsNames(topology, weights)].map((spec) => ({
    ...spec,
    shape: [...spec.shape],
  }));
  const artifacts = { modelTopology: tfjsTopology(topology), weightData: new ArrayBuffer(80) };
  const model = await loadLayersModel({
    load: async () => ({ ...artifacts, weightSpecs: weightSpecs as never }),
  });
  expect(model.weights.map(({ name }) => name)).toEqual(['a/kernel', 'a/bias']);
  expect((model.predict(zeros([2, 4])) as ReturnType<typeof zeros>).shape).toEqual([2, 4]);
  model.dispose();
});

test('what is in this form already, and names that would be the same, are left alone', () => {
  const form = tfjsTopology(topology);
  expect(tfjsTopology(form)).toEqual(form);
  const twins = ['m/a/conv/kernel', 'm/b/conv/kernel'].map((name) => ({
    name,
    shape: [1],
    dtype: 'float32' as const,
  }));
  expect(tfjsNames(topology, twins)).toEqual(twins);
});

describe('layers that are not connected, for which TensorFlow.js would look without end', () => {
  const relu = (name: string, ...of: string[]) =>
    layer('ReLU', { name }, [{ args: [of.map((name) => tensor(name))], kwargs: {} }]);
  const input = layer('InputLayer', { batch_shape: [null, 4], name: 'images' }, []);
  const unconnected = (...layers: object[]) => {
    const config = { class_name: 'Functional', config: { name: 'm', layers } };
    return unconnectedLayer(layerTree(tfjsTopology(config) as Record<string, unknown>) ?? [])?.name;
  };

  test.each<[string, object[], string | undefined]>([
    ['none', [relu('a', 'images'), relu('b', 'a', 'images')], undefined],
    ['none, in another order', [relu('b', 'a', 'images'), relu('a', 'images')], undefined],
    ['one of a layer that is not there', [relu('a', 'picture')], 'a'],
    ['two of one another', [relu('a', 'b'), relu('b', 'a')], 'a'],
    ['one of itself', [relu('a', 'a', 'images')], 'a'],
    [
      'one of a use that is not there',
      [layer('ReLU', { name: 'a' }, [{ args: [tensor('images', 1)] }])],
      'a',
    ],
  ])('%s', (_, layers, expected) => {
    expect(unconnected(input, ...layers)).toBe(expected);
    expect(unconnected(layer('Functional', { name: 'within', layers: [input, ...layers] }, []))).toBe(
      expected,
    );
  });

  test('100 000 that wait for one are found in time that grows with their number', () => {
    const nodes = Array.from({ length: 100_000 }, () => ({ args: [tensor('picture')], kwargs: {} }));
    expect(unconnected(input, layer('ReLU', { name: 'a' }, nodes))).toBe('a');
  });

  test('a model.json with one is refused', async () => {
    const source = (json: object) => memorySource(new TextEncoder().encode(JSON.stringify(json)));
    const modelTopology = { class_name: 'Model', config: { name: 'm', layers: [input, relu('a', 'b')] } };
    const file = { name: 'model.json' } as Location;
    const loading = modelArtifacts(file, source({ modelTopology, weightsManifest: [] }));
    await expect(loading).rejects.toThrow(/layer 'a' is applied to what no layer before it gives/);
  });
});

test.each([
  ['2.15.0', 'ReLU', { negative_slope: 0.1 }, /layer 'last' \(ReLU\) has negative_slope, which is not read/],
  [
    '3.5.0',
    'Resizing',
    { height: 2, width: 2 },
    /\(Resizing\) is of a kind that TensorFlow\.js computes otherwise/,
  ],
  [
    '3.5.0',
    'Dense',
    { units: 2, activation: 'hard_sigmoid' },
    /activation hard_sigmoid, which Keras 3 changed/,
  ],
  ['2.15.0', 'Dense', { units: 2, activation: 'hard_sigmoid' }, undefined],
  ['tfjs-layers 4.22.0', 'Resizing', { height: 2, width: 2 }, undefined],
])(
  'a model.json of Keras %s with a %s of %j is refused: %s',
  async (keras_version, kind, config, message) => {
    const json = {
      modelTopology: {
        ...{ keras_version, class_name: 'Sequential' },
        config: { name: 'm', layers: [{ class_name: kind, config: { name: 'last', ...config } }] },
      },
      weightsManifest: [],
    };
    const source = memorySource(new TextEncoder().encode(JSON.stringify(json)));
    const loading = modelArtifacts({ name: 'model.json' } as Location, source);
    if (message === undefined) expect((await loading).modelTopology).toMatchObject({ keras_version });
    else await expect(loading).rejects.toThrow(message);
  },
);

test.each([
  ['RandomFlip', { mode: 'horizontal' }, { class_name: 'Activation', config: { activation: 'linear' } }],
  ['LeakyReLU', { negative_slope: 0.2 }, { class_name: 'LeakyReLU', config: { alpha: 0.2 } }],
  ['Dense', { activation: 'silu' }, { config: { activation: 'swish' } }],
  ['Dense', { activation: { class_name: 'function', config: 'relu' } }, { config: { activation: 'relu' } }],
  [
    'Dense',
    { kernel_regularizer: { class_name: 'L2', config: {} } },
    { config: { kernel_regularizer: null } },
  ],
  [
    'Dense',
    { dtype: { class_name: 'Policy', config: { name: 'mixed_float16' } } },
    { config: { dtype: 'float32' } },
  ],
])('a %s with %j is written as TensorFlow.js reads it', (kind, config, expected) => {
  expect(tfjsTopology(layer(kind, { name: 'x', ...config }, []))).toMatchObject(expected);
});

const operation = (class_name: string, ...args: unknown[]) => ({
  ...layer(class_name, { name: 'op' }, [{ args, kwargs: {} }]),
  module: 'keras.src.ops.numpy',
});
const lambda = (name: string, given: object) =>
  layer('TFOpLambda', { name: 'op', function: name }, [['a', 0, 0, given] as never]);
test.each<[string, object, object]>([
  ['x / 4', operation('TrueDivide', tensor('a'), 4), { scale: 0.25, offset: 0 }],
  ['x - 4', operation('Subtract', tensor('a'), 4), { scale: 1, offset: -4 }],
  ['4 + x', operation('Add', 4, tensor('a')), { scale: 1, offset: 4 }],
  [
    'x * 4, in HDF5',
    { ...operation('Multiply', tensor('a'), 4), module: undefined },
    { scale: 4, offset: 0 },
  ],
  ['x * 4', lambda('math.multiply', { y: 4, name: null }), { scale: 4, offset: 0 }],
])('%s between layers is a layer', (_, given, expected) => {
  expect(tfjsTopology(given)).toEqual({
    ...{ class_name: 'Rescaling', name: 'op', config: { name: 'op', ...expected } },
    inbound_nodes: [[['a', 0, 0, {}]]],
  });
});

test.each<[string, object]>([
  ['4 - x', operation('Subtract', 4, tensor('a'))],
  ['x + y', operation('Add', tensor('a'), tensor('b'))],
  ['x + y of Keras 2', lambda('__operators__.add', { y: ['b', 0, 0] })],
  ['x ** 2', operation('Power', tensor('a'), 2)],
])('%s is none', (_, given) => {
  expect(tfjsTopology(given)).not.toHaveProperty('class_name', 'Rescaling');
});

test('a model that learned the shape of its images later has it', () => {
  const config = {
    name: 's',
    build_input_shape: [null, 8, 8, 3],
    layers: [layer('Flatten', { name: 'f' }, [])],
  };
  expect(tfjsTopology({ class_name: 'Sequential', config })).toMatchObject({
    config: { layers: [{ config: { batch_input_shape: [null, 8, 8, 3] } }] },
  });
});
