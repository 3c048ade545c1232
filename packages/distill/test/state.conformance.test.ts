import './setup';
import { memory, type Variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { modelWeights } from '../src/adapters/model-weights';
import { paddedCrop } from '../src/augmentations/padded-crop';
import { evidenceAscent } from '../src/consensus/evidence-ascent';
import { selectImages } from '../src/images';
import { adam } from '../src/optimizers/adam';
import { muon } from '../src/optimizers/muon';
import { sgd } from '../src/optimizers/sgd';
import { blobs } from '../src/procedural/blobs';
import { auxiliaryImages } from '../src/sources/auxiliary-images';
import { gaussianNoise } from '../src/sources/gaussian-noise';
import { proceduralImages } from '../src/sources/procedural-images';
import { rehearsalBuffer } from '../src/sources/rehearsal-buffer';
import { dataImpression } from '../src/synthesis/data-impression';
import { modelInversion } from '../src/synthesis/model-inversion';
import type { Case, Run } from './state-cases/case';
import { consensusCase, deepModel } from './state-cases/consensus-case';
import { exModelCase } from './state-cases/ex-model-case';
import { experts, tunedExperts } from './state-cases/experts';
import { optimizerCase } from './state-cases/optimizer-case';
import { randomCase } from './state-cases/random-case';
import { sourceCase } from './state-cases/source-case';
import { synthesisCase } from './state-cases/synthesis-case';
import { bands, toyModel, toyShape } from './toy';

const synthesisOptions = {
  ...{ shape: toyShape, outputs: 4, iterations: 2, learningRate: 0.1, batchSize: 3, temperature: 2 },
  ...{ weightDecay: 1e-4, blur: 0.01, batchNorm: 1, augmentation: paddedCrop(1) },
};
const inversion = () => modelInversion(synthesisOptions);
const impression = () => dataImpression({ ...synthesisOptions, beta: 1, softLabels: true });

const initial = await modelWeights(toyModel());
const ascent = () =>
  evidenceAscent({
    ...{ shape: toyShape, outputs: 4, batchSize: 3, initial },
    start: (count, random) => random.normals(count * 64),
  });

const momentum = (variables: readonly Variable[]) =>
  sgd(variables, { learningRate: (step) => 0.1 / step, momentum: 0.9, weightDecay: 1e-3 });
const falling = { learningRate: (step: number) => 0.05 / step };
const training = { iterations: 3, batchSize: 4, seed: 1 };
const normalization = { mean: [0.3], std: [0.4] };
const auxiliary = bands([0, 1, 2, 3], 50);
const inTasks = experts.map((each, task) => ({ ...each, task }));

/** A new optimizer, source, synthesis or learner is one line here. */
const cases: readonly Case[] = [
  randomCase(),
  optimizerCase('sgd', (variables) => sgd(variables, falling)),
  optimizerCase('sgd with momentum', momentum),
  optimizerCase('adam', (variables) => adam(variables, falling)),
  optimizerCase('muon', (variables) => muon(variables, falling)),
  synthesisCase('modelInversion', inversion),
  synthesisCase('dataImpression', impression),
  synthesisCase('evidenceAscent', ascent),
  sourceCase('rehearsalBuffer', () => rehearsalBuffer({ budget: 9, synthesis: inversion() })),
  sourceCase('gaussianNoise', () => gaussianNoise(toyShape)),
  sourceCase('proceduralImages', () =>
    proceduralImages({ recipe: [[blobs, 1]], shape: toyShape, normalization }),
  ),
  sourceCase('auxiliaryImages', () =>
    auxiliaryImages({ ...auxiliary, read: (indices) => selectImages(auxiliary, indices).pixels }),
  ),
  exModelCase('ExModelLearner, inversion and momentum', () => ({
    ...training,
    source: rehearsalBuffer({ budget: 9, synthesis: inversion(), augmentation: paddedCrop(1) }),
    optimizer: momentum,
  })),
  exModelCase('ExModelLearner, impressions and adam, the model reset', () => ({
    ...training,
    source: rehearsalBuffer({ budget: 9, synthesis: impression() }),
    optimizer: (variables) => adam(variables, falling),
    crossEntropy: true,
    resetModel: true,
  })),
  exModelCase('ExModelLearner, the first expert’s weights and muon', () => ({
    ...training,
    source: rehearsalBuffer({ budget: 8, synthesis: inversion() }),
    optimizer: (variables) => muon(variables, falling),
    initFromExpert: true,
  })),
  exModelCase(
    'ExModelLearner, multi-task',
    () => ({ ...training, source: gaussianNoise(toyShape), optimizer: momentum }),
    { outputs: 8, stream: inTasks },
  ),
  consensusCase('ConsensusLearner with adam, images added', adam),
  consensusCase('ConsensusLearner with muon', muon, { makeModel: deepModel }),
  consensusCase('ConsensusLearner that trains at the end', adam, { atEnd: true }),
  consensusCase('ConsensusLearner of fine-tuned experts', adam, { theirs: tunedExperts }),
];

/** Every event of a run and, as the last one, what it made. */
async function finished({ events, dispose }: Run, after: () => Promise<void> = async () => {}) {
  const all: unknown[] = [];
  for (;;) {
    const { done, value } = await events.next();
    all.push(value);
    if (done === true) break;
    await after();
  }
  dispose?.();
  return all;
}

/** Fails on whatever is not a plain value. */
function expectPlain(value: unknown, path = 'state'): void {
  if (value === null || ['number', 'string', 'boolean', 'undefined'].includes(typeof value)) return;
  if (ArrayBuffer.isView(value)) return;
  if (typeof value !== 'object') throw new TypeError(`${path} is a ${typeof value}`);
  const prototype = Object.getPrototypeOf(value);
  expect([Object.prototype, Array.prototype], `${path} is a ${prototype?.constructor.name}`).toContain(
    prototype,
  );
  for (const [key, part] of Object.entries(value)) expectPlain(part, `${path}.${key}`);
}

describe.each(cases)('the state of $name', ({ start }) => {
  it('after every event: plain, changes nothing, and a new one made from it goes on with the same bits', async () => {
    const tensors = memory().numTensors;
    const whole = await finished(await start());
    expect(memory().numTensors).toBe(tensors);

    const taken: { readonly state: unknown; readonly copy: unknown }[] = [];
    const watched = await start();
    const watchedEvents = await finished(watched, async () => {
      const held = memory().numTensors;
      const state = await watched.state();
      expect(memory().numTensors).toBe(held);
      expectPlain(state);
      taken.push({ state, copy: structuredClone(state) });
    });
    expect(watchedEvents).toEqual(whole);
    expect(taken.length).toBe(whole.length - 1);

    for (const [i, { state, copy }] of taken.entries()) {
      // What was done since has not changed it.
      expect(state).toEqual(copy);
      if (taken.length > 12 && i % 2 === 1) continue;
      expect(await finished(await start(copy as never)), `after event ${i}`).toEqual(whole.slice(i + 1));
      expect(copy, 'restoring changed the state').toEqual(state);
    }
    expect(memory().numTensors).toBe(tensors);
  });
});
