import '../test/setup';
import { memory, ones, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { toyModel, toyShape } from '../test/toy';
import { studentFromLayersModel } from './adapters/student-from-layers-model';
import { paddedCrop } from './augmentations/padded-crop';
import { ConsensusLearner } from './consensus/consensus-learner';
import { ExModelLearner } from './ex-model/ex-model-learner';
import { klDivergence } from './losses/kl-divergence';
import { adam } from './optimizers/adam';
import { muon } from './optimizers/muon';
import { sgd } from './optimizers/sgd';
import { Random } from './random';
import { gaussianNoise } from './sources/gaussian-noise';
import { dataImpression } from './synthesis/data-impression';
import { modelInversion } from './synthesis/model-inversion';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const student = studentFromLayersModel(toyModel());
const kernels = [1, 2, 3].map((): Variable => tidy(() => variable(ones([2, 2]))));
const training = { student, iterations: 1, batchSize: 1 };
const images = { shape: toyShape, count: 1, pixels: new Float32Array(64) };
const synthesis = {
  ...{ shape: toyShape, outputs: 4, iterations: 1, learningRate: 0.1 },
  ...{ batchSize: 1, temperature: 1 },
};

/** What takes a number, its name, and numbers that are out of its range. */
const options: readonly (readonly [string, (value: number) => unknown, string, readonly number[]])[] = [
  ['sgd', (learningRate) => sgd(kernels, { learningRate }), 'learningRate', [nan, -1]],
  ['sgd', (momentum) => sgd(kernels, { learningRate: 1, momentum }), 'momentum', [nan, 1.1]],
  ['sgd', (weightDecay) => sgd(kernels, { learningRate: 1, weightDecay }), 'weightDecay', [nan, -1]],
  ['adam', (learningRate) => adam(kernels, { learningRate }), 'learningRate', [nan, infinity]],
  ['adam', (beta1) => adam(kernels, { learningRate: 1, beta1 }), 'beta1', [1, nan]],
  ['adam', (beta2) => adam(kernels, { learningRate: 1, beta2 }), 'beta2', [2, -0.1]],
  ['adam', (epsilon) => adam(kernels, { learningRate: 1, epsilon }), 'epsilon', [nan, -1]],
  ['adam', (weightDecay) => adam(kernels, { learningRate: 1, weightDecay }), 'weightDecay', [nan, -1]],
  ['muon', (learningRate) => muon(kernels, { learningRate }), 'learningRate', [nan, -1]],
  ['muon', (momentum) => muon(kernels, { learningRate: 1, momentum }), 'momentum', [nan, 2]],
  ['klDivergence', klDivergence, 'temperature', [0, -1, nan]],
  ['paddedCrop', paddedCrop, 'padding', [-1, 1.5, nan]],
  ['gaussianNoise', (side) => gaussianNoise([8, side, 1]), "shape's width", [0, 8.5, nan]],
  [
    'modelInversion',
    (side) => modelInversion({ ...synthesis, shape: [8, 8, side] }),
    "shape's channels",
    [0],
  ],
  ['dataImpression', (beta) => dataImpression({ ...synthesis, beta }), 'beta', [0, nan]],
  ['Random.seeded', Random.seeded, 'seed', [nan, 1.5, infinity]],
  ['Random.integer', (limit) => Random.seeded(1).integer(limit), 'limit', [nan, 0, 1.5]],
  [
    'ExModelLearner',
    (seed) => new ExModelLearner({ ...training, seed, source: gaussianNoise(toyShape), learningRate: 1 }),
    'seed',
    [nan, 1.5],
  ],
  ['ConsensusLearner', (seed) => new ConsensusLearner({ ...training, seed, images }), 'seed', [nan, 1.5]],
];

describe.each(options)('%s refuses, and makes nothing', (_, make, name, values) => {
  it.each(values)(`${name} %d`, (value) => {
    const before = memory().numTensors;
    expect(() => make(value)).toThrow(RangeError);
    expect(() => make(value)).toThrow(`${name} ${value} was given`);
    expect(memory().numTensors).toBe(before);
  });
});
