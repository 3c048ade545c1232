import '../../test/setup';
import { memory, type Tensor4D, tidy, zeros } from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { ImageShape } from '../images';
import { diagonalFisher } from './diagonal-fisher';
import { expertFromLayersModel } from './expert-from-layers-model';
import { inputGrams } from './input-grams';
import { reestimateBatchNorm } from './reestimate-batch-norm';
import { studentFromLayersModel } from './student-from-layers-model';

const classes = [0, 1];
const [image, other] = [input({ shape: [4, 4, 1] }), input({ shape: [4, 4, 1] })];
const dense = (value: SymbolicTensor) =>
  layers.dense({ units: 2 }).apply(layers.flatten().apply(value)) as SymbolicTensor;
const both = layers.add().apply([image, other]) as SymbolicTensor;

describe.each<[string, (model: LayersModel) => unknown]>([
  ['an expert', (model) => expertFromLayersModel(model, { classes, outputs: 4 })],
  ['a student', studentFromLayersModel],
])('%s is not made of', (_, wrap) => {
  it.each<[string, LayersModel, RegExp]>([
    [
      'two inputs',
      model({ inputs: [image, other], outputs: dense(both) }),
      /\[batch, 4, 4, 1\] and \[batch, 4, 4, 1\] to \[batch, 2\];/,
    ],
    [
      'two outputs',
      model({ inputs: image, outputs: [dense(image), dense(image)] }),
      /\[batch, 4, 4, 1\] to \[batch, 2\] and \[batch, 2\];/,
    ],
    ['a vector', sequential({ layers: [layers.dense({ units: 2, inputShape: [16] })] }), /\[batch, 16\] to/],
    [
      'an output with sides',
      sequential({ layers: [layers.conv2d({ filters: 2, kernelSize: 1, inputShape: [null, null, 1] })] }),
      /\[batch, any, any, 1\] to \[batch, any, any, 2\];/,
    ],
  ])('%s', (_, given, message) => {
    expect(() => wrap(given)).toThrow(RangeError);
    expect(() => wrap(given)).toThrow(message);
  });
});

describe('images that the model does not take are refused, and leak nothing', () => {
  const normed = () =>
    sequential({
      layers: [
        layers.batchNormalization({ inputShape: [4, 4, 1] }),
        layers.flatten(),
        layers.dense({ units: 2 }),
      ],
    });
  const own = normed();
  const expert = expertFromLayersModel(own, { classes });
  const student = studentFromLayersModel(own);
  const shape: ImageShape = [8, 4, 1];
  const images = { shape, count: 1, pixels: new Float32Array(32) };
  const x: Tensor4D = zeros([1, ...shape]);
  const message = /images of shape \[batch, 8, 4, 1\].*takes \[batch, 4, 4, 1\]/;

  it.each<[string, () => unknown]>([
    ['logits of an expert', () => expert.logits(x)],
    ['its statistics', () => expert.logitsAndStatistics(x)],
    ['its novelty', async () => expert.novelty(await expert.weights(), x)],
    ['logits of a student', () => student.logits(x)],
    ['diagonalFisher', () => diagonalFisher(own, images)],
    ['inputGrams', () => inputGrams(own, images, { batchSize: 1 })],
    ['reestimateBatchNorm', () => reestimateBatchNorm(own, images, { batchSize: 1 })],
  ])('%s', async (_, see) => {
    const before = memory().numTensors;
    await expect((async () => see())()).rejects.toThrow(message);
    expect(memory().numTensors).toBe(before);
  });
});

it('sides that a model leaves open may be any', () => {
  const pooled = sequential({
    layers: [layers.globalAveragePooling2d({ inputShape: [null, null, 3] }), layers.dense({ units: 2 })],
  });
  const expert = expertFromLayersModel(pooled, { classes });
  for (const side of [4, 9])
    expect(tidy(() => expert.logits(zeros([1, side, side, 3])).shape)).toEqual([1, 2]);
  expect(() => expert.logits(zeros([1, 4, 4, 1]))).toThrow(/takes \[batch, any, any, 3\]/);
});

it('a model that pools all places takes images of another size than it declares', () => {
  const pooled = sequential({
    layers: [layers.globalAveragePooling2d({ inputShape: [8, 8, 3] }), layers.dense({ units: 2 })],
  });
  const expert = expertFromLayersModel(pooled, { classes });
  for (const side of [4, 4, 9])
    expect(tidy(() => expert.logits(zeros([1, side, side, 3])).shape)).toEqual([1, 2]);
  expect(() => expert.logits(zeros([1, 4, 4, 1]))).toThrow(/takes \[batch, 8, 8, 3\]/);
});
