import './setup';
import {
  fill,
  memory,
  mul,
  pad,
  slice,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expertFromLayersModel } from '../src/adapters/expert-from-layers-model';
import { studentFromLayersModel } from '../src/adapters/student-from-layers-model';
import { averageWeights } from '../src/averages/average-weights';
import { ConsensusLearner } from '../src/consensus/consensus-learner';
import { DivergedError } from '../src/diverged-error';
import { ExModelLearner } from '../src/ex-model/ex-model-learner';
import type { ExModelOptions } from '../src/ex-model/ex-model-options';
import type { Expert } from '../src/expert';
import type { ImageBatch } from '../src/images';
import { adam } from '../src/optimizers/adam';
import { Random } from '../src/random';
import { gaussianNoise } from '../src/sources/gaussian-noise';
import { rehearsalBuffer } from '../src/sources/rehearsal-buffer';
import { dataImpression } from '../src/synthesis/data-impression';
import { modelInversion } from '../src/synthesis/model-inversion';
import { experts } from './state-cases/experts';
import { bands, toyModel, toyShape } from './toy';

const [expert] = experts as [Required<Expert>];
const { classes } = expert;
const images = bands([0, 1, 2, 3], 8);
const spoilt: ImageBatch = {
  ...images,
  pixels: images.pixels.map((value, i) => (i === 70 ? Number.NaN : value)),
};

/** It does not show its weights, and its logits are infinite. */
const overflowing: Expert = {
  classes,
  logits: (x) => tidy(() => mul(expert.logits(x), Number.POSITIVE_INFINITY)),
};
/** It does not see the first row: there the gradient is 0. */
const blind: Expert = {
  classes,
  logits: (x) =>
    tidy(() =>
      expert.logits(
        pad(slice(x, [0, 1, 0, 0], [-1, 7, 8, 1]), [
          [0, 0],
          [1, 0],
          [0, 0],
          [0, 0],
        ]) as Tensor4D,
      ),
    ),
};
/** One weight is NaN. */
const damagedModel = toyModel();
damagedModel.setWeights(
  damagedModel
    .getWeights()
    .map((weights, i) =>
      i === 0 ? tensor(weights.dataSync().fill(Number.NaN, 5, 6), weights.shape) : weights,
    ),
);
const damaged = expertFromLayersModel(damagedModel, { classes });

const training = { iterations: 6, batchSize: 4, seed: 1, learningRate: 0.01 };
const synthesisOptions = {
  shape: toyShape,
  outputs: 4,
  iterations: 3,
  learningRate: 0.1,
  batchSize: 2,
  temperature: 1,
};
const inversion = (changes = {}) => modelInversion({ ...synthesisOptions, ...changes });
const impression = (changes = {}) => dataImpression({ ...synthesisOptions, beta: 1, ...changes });

function exModel(learned: Expert, changes: Partial<ExModelOptions> = {}) {
  const model = toyModel();
  const source = gaussianNoise(toyShape);
  const learner = new ExModelLearner({
    student: studentFromLayersModel(model),
    source,
    ...training,
    ...changes,
  } as ExModelOptions);
  const dispose = () => {
    learner.dispose();
    model.dispose();
  };
  return { events: learner.learn(learned), dispose };
}

const onImages = (shown: ImageBatch) => ({ ...gaussianNoise(toyShape), draw: () => shown });
const buffer = (synthesis: ReturnType<typeof inversion>) => ({
  source: rehearsalBuffer({ synthesis, budget: 4 }),
});

function consensus(learned: Expert, changes = {}) {
  const model = toyModel();
  const { learningRate: _, ...options } = training;
  const learner = new ConsensusLearner({
    student: studentFromLayersModel(model),
    images,
    ...options,
    ...changes,
  });
  return { events: learner.learn(learned), dispose: () => void model.dispose() };
}

describe('ends at the first number that is not finite, with one error, and leaks nothing', () => {
  it.each([
    [
      'a student in distillation',
      () => exModel(expert, { learningRate: 1e30 }),
      'student',
      /student's loss is (NaN|Infinity) at step 2 of 6/,
    ],
    [
      'its last step',
      () => exModel(expert, { learningRate: 1e300, iterations: 1 }),
      'student',
      /dense.*after its last step/,
    ],
    [
      'an expert that gives infinite logits',
      () => exModel(overflowing),
      'expert',
      /expert of classes \[0, 1\] gives logits/,
    ],
    [
      'an expert with a NaN weight',
      () => exModel(damaged),
      'expert',
      /expert of classes \[0, 1\] holds NaN or infinite values in its dense/,
    ],
    [
      'NaN in the images',
      () => exModel(expert, { source: onImages(spoilt) }),
      'images',
      /images to learn from hold NaN/,
    ],
    [
      'an inversion',
      () => exModel(expert, buffer(inversion({ weightDecay: 1e38 }))),
      'synthesis',
      /loss is Infinity in iteration 1 of 3/,
    ],
    [
      'its last step',
      () => exModel(blind, buffer(inversion({ learningRate: 1e300, iterations: 1 }))),
      'synthesis',
      /pixels are NaN/,
    ],
    [
      'an inversion of infinite logits',
      () => exModel(overflowing, buffer(inversion())),
      'expert',
      /gives logits/,
    ],
    [
      'impressions of NaN classifier weights',
      () =>
        exModel(
          { ...expert, classifierWeights: () => fill([4, 4], Number.NaN) as Tensor2D },
          buffer(impression()),
        ),
      'expert',
      /classifier weights/,
    ],
    [
      'a student in a consensus',
      () => consensus(expert, { peakLearningRate: 1e30 }),
      'student',
      /student's loss is (NaN|Infinity) at step 2 of 6/,
    ],
    [
      'its last step',
      () => consensus(expert, { peakLearningRate: 1e300, iterations: 1 }),
      'student',
      /dense.*after its last step/,
    ],
    ['a query of infinite logits', () => consensus(overflowing), 'expert', /gives logits/],
    ['a query of an expert with a NaN weight', () => consensus(damaged), 'expert', /in its dense/],
    [
      'a query on NaN',
      () => consensus(expert, { images: spoilt }),
      'images',
      /images to learn from hold NaN/,
    ],
  ])('%s', async (_, start, subject, found) => {
    const before = memory().numTensors;
    const { events, dispose } = start();
    const losses: (number | undefined)[] = [];
    const error = await (async () => {
      for await (const event of events) losses.push('loss' in event ? event.loss : undefined);
      return undefined;
    })().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DivergedError);
    expect(error).toMatchObject({ subject, found: expect.stringMatching(found) });
    expect(losses.every((loss) => loss === undefined || Number.isFinite(loss))).toBe(true);
    dispose();
    expect(memory().numTensors).toBe(before);
  });
});

it('an expert that has diverged leaves the learner as it was: it goes on with the next', async () => {
  const model = toyModel();
  const learner = new ExModelLearner({
    student: studentFromLayersModel(model),
    source: gaussianNoise(toyShape),
    ...training,
  });
  const initial = await learner.state();
  await expect(learner.learn(damaged).next()).rejects.toBeInstanceOf(DivergedError);
  expect(await learner.state()).toEqual(initial);
  const events: string[] = [];
  for await (const { type } of learner.learn(expert)) events.push(type);
  expect(events.at(-1)).toBe('learned');
  learner.dispose();
});

it('a consensus that diverged is trained again from where its training starts', async () => {
  const model = toyModel();
  const student = studentFromLayersModel(model);
  const run = async (steps: number) => {
    let taken = 0;
    const learner = new ConsensusLearner({
      ...{ student, images, iterations: 6, batchSize: 4, seed: 1 },
      // It diverges at its second step, the first time only.
      optimizer: (variables, options) =>
        adam(variables, { learningRate: (step) => (++taken === steps ? 1e30 : options.learningRate(step)) }),
    });
    for await (const _ of learner.query(expert));
    return learner;
  };
  const all = async (events: AsyncGenerator<unknown>) => {
    for await (const _ of events);
    return student.weights();
  };
  const initial = await student.weights();
  const diverging = await run(2);
  await expect(all(diverging.train())).rejects.toBeInstanceOf(DivergedError);
  const again = await all(diverging.train());
  student.setWeights(initial);
  expect(again).toEqual(await all((await run(-1)).train()));
});

it('no mean of weights that are not finite', async () => {
  const models = [await expert.weights(), await damaged.weights()];
  expect(() => averageWeights(models)).toThrow(
    /model 2 of the 2 to merge holds NaN or infinite values in its dense/,
  );
});

it('no sample of a Dirichlet distribution without one: it would be searched for ever', () => {
  for (const alpha of [Number.NaN, 0, -1, Number.POSITIVE_INFINITY])
    expect(() => Random.seeded(1).dirichlet([1, alpha])).toThrow(RangeError);
});
