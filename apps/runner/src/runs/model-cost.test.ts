import '@exmodel/backend-wasm';
import { createModel } from '@exmodel/models';
import { setBackend } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { modelCost } from './model-cost';

beforeAll(() => setBackend('exmodel-wasm'));

it('counts LeNet-5: 61 706 parameters, and each kernel at every place of its output', () => {
  const model = createModel('lenet', { inputShape: [32, 32, 1], classes: 10, random: () => 0 });
  const macs = 28 * 28 * 6 * 25 + 10 * 10 * 16 * 150 + 120 * 400 + 120 * 84 + 84 * 10;
  expect(modelCost(model)).toEqual({ parameters: 61_706, macs });
  model.dispose();
});

it('counts a depthwise convolution once for each channel, and what is frozen not as trainable', () => {
  const model = sequential();
  model.add(layers.depthwiseConv2d({ kernelSize: 3, inputShape: [8, 8, 2] }));
  model.add(layers.batchNormalization({}));
  expect(modelCost(model)).toEqual({ parameters: 9 * 2 + 2 + 2 * 2, macs: 6 * 6 * 2 * 9 });
  model.dispose();
});
