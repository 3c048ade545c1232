import '@tensorflow/tfjs-backend-cpu';
import { zeros } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { tfjsNames } from '../tfjs/weight-names';
import { tfjsTopology } from './topology';

const tensor = (layer: string) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 4], dtype: 'float32', keras_history: [layer, 0, 0] },
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
  expect(tfjsNames(topology, twins)).toBe(twins);
});
