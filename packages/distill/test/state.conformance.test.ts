import './setup';
import { memory, sin, tensor, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { expertFromLayersModel } from '../src/adapters/expert-from-layers-model';
import { reestimateBatchNorm } from '../src/adapters/reestimate-batch-norm';
import { studentFromLayersModel } from '../src/adapters/student-from-layers-model';
import { paddedCrop } from '../src/augmentations/padded-crop';
import { ConsensusLearner } from '../src/consensus/consensus-learner';
import type { ConsensusState } from '../src/consensus/consensus-state';
import { ExModelLearner } from '../src/ex-model/ex-model-learner';
import type { ExModelOptions } from '../src/ex-model/ex-model-options';
import type { ExModelState } from '../src/ex-model/ex-model-state';
import type { Expert } from '../src/expert';
import { type ImageBatch, selectImages } from '../src/images';
import { adam } from '../src/optimizers/adam';
import { muon } from '../src/optimizers/muon';
import type { Optimizer } from '../src/optimizers/optimizer';
import { sgd } from '../src/optimizers/sgd';
import { blobs } from '../src/procedural/blobs';
import { Random, type RandomState } from '../src/random';
import { auxiliaryImages } from '../src/sources/auxiliary-images';
import { gaussianNoise } from '../src/sources/gaussian-noise';
import { proceduralImages } from '../src/sources/procedural-images';
import { rehearsalBuffer } from '../src/sources/rehearsal-buffer';
import type { SampleSource } from '../src/sources/sample-source';
import type { Place } from '../src/state';
import { dataImpression } from '../src/synthesis/data-impression';
import { modelInversion } from '../src/synthesis/model-inversion';
import type { Synthesis } from '../src/synthesis/synthesis';
import type { Weights } from '../src/weights';
import { bands, toyModel, toyShape, trainedToyModel } from './toy';

/** Something at work, made anew: its events, and what it made in the end. */
interface Run {
  readonly events: AsyncGenerator<unknown, unknown>;
  /** Taken after any event. */
  state(): Promise<unknown>;
  dispose?(): void;
}

interface Case {
  readonly name: string;
  /** Makes everything new, to begin or to go on from a state. */
  readonly start: (state?: never) => Promise<Run> | Run;
}

const experts = [
  [0, 1],
  [2, 3],
].map((classes) => expertFromLayersModel(trainedToyModel(bands(classes, 20), 4, 5), { classes }));
const [expert] = experts as [Expert, Expert];

function randomCase(): Case {
  return {
    name: 'Random',
    start(state?: { drawn: number; random: RandomState }) {
      const random = Random.seeded(state === undefined ? 1 : 2);
      if (state !== undefined) random.restore(state.random);
      let drawn = state?.drawn ?? 0;
      async function* draw() {
        while (drawn < 4) {
          drawn += 1;
          yield random.integer(100);
        }
        return [...random.normals(3), ...random.permutation(4)];
      }
      return { events: draw(), state: async () => ({ drawn, random: random.state() }) };
    },
  };
}

/** Kernels enough for Muon to have one of its own, and a bias; the gradient is the weights' sine. */
function optimizerCase(name: string, make: (variables: readonly Variable[]) => Required<Optimizer>): Case {
  const shapes = [[3, 2], [2, 2, 2], [4, 3], [3], [3, 2]];
  interface State {
    readonly step: number;
    readonly weights: readonly Float32Array[];
    readonly optimizer: Awaited<ReturnType<Required<Optimizer>['state']>>;
  }
  return {
    name,
    start(state?: State) {
      const variables = shapes.map((shape, i) => {
        const size = shape.reduce((a, b) => a * b);
        const values = state?.weights[i] ?? Random.seeded(i).normals(size);
        return tidy(() => variable(tensor(values.slice(), shape)));
      });
      const optimizer = make(variables);
      if (state !== undefined) optimizer.restore(state.optimizer);
      let step = state?.step ?? 0;
      const weights = () =>
        Promise.all(variables.map(async (each) => (await each.data<'float32'>()).slice()));
      async function* steps() {
        while (step < 4) {
          tidy(() => optimizer.step(variables.map((each) => sin(each))));
          step += 1;
          yield step;
        }
        return weights();
      }
      return {
        events: steps(),
        state: async () => ({ step, weights: await weights(), optimizer: await optimizer.state() }),
        dispose() {
          optimizer.dispose();
          for (const each of variables) each.dispose();
        },
      };
    },
  };
}

const synthesisOptions = {
  ...{ shape: toyShape, outputs: 4, iterations: 2, learningRate: 0.1, batchSize: 3, temperature: 2 },
  ...{ weightDecay: 1e-4, blur: 0.01, batchNorm: 1, augmentation: paddedCrop(1) },
};
const inversion = () => modelInversion(synthesisOptions);
const impression = () => dataImpression({ ...synthesisOptions, beta: 1, softLabels: true });

function synthesisCase(name: string, make: () => Synthesis): Case {
  return {
    name,
    start(state?: { random: RandomState; from: unknown }) {
      const random = Random.seeded(1);
      if (state !== undefined) random.restore(state.random);
      const place: Place = { from: state?.from };
      const events = make()(expert, 8, random, place);
      return { events, state: async () => ({ random: random.state(), from: await place.now?.() }) };
    },
  };
}

/** Images for every expert, and after each a draw. */
function sourceCase(name: string, make: () => SampleSource): Case {
  interface State {
    readonly experience: number;
    readonly random: RandomState;
    readonly source: unknown;
    readonly from: unknown;
  }
  return {
    name,
    start(state?: State) {
      const source = make();
      if (state?.source !== undefined) source.restore?.(state.source);
      const random = Random.seeded(1);
      if (state !== undefined) random.restore(state.random);
      let experience = state?.experience ?? 0;
      let place: Place = { from: state?.from };
      async function* prepare() {
        while (experience < experts.length) {
          yield* source.prepare(experts[experience] as Expert, random, place);
          place = {};
          experience += 1;
          yield source.draw(5, random);
        }
        return [source.kept?.(), source.draw(5, random)];
      }
      return {
        events: prepare(),
        async state() {
          if (source.stateless !== true) expect(source.state).toBeDefined();
          const kept = await source.state?.();
          return { experience, random: random.state(), source: kept, from: await place.now?.() };
        },
      };
    },
  };
}

/** The student's weights without their names, which tfjs makes unique. */
const valuesOf = async ({ weights }: { weights(): Promise<Weights> }) =>
  (await weights()).map(({ values }) => values);

function exModelCase(
  name: string,
  options: () => Omit<ExModelOptions, 'student' | 'learningRate'> &
    Pick<Required<ExModelOptions>, 'optimizer'>,
  { outputs = 4, stream = experts }: { outputs?: number; stream?: readonly Expert[] } = {},
): Case {
  return {
    name,
    async start(state?: ExModelState) {
      const model = toyModel(outputs);
      const student = studentFromLayersModel(model, outputs === 4 ? {} : { heads: 2 });
      const all = { ...options(), student };
      const learner =
        state === undefined ? new ExModelLearner(all) : await ExModelLearner.restore(all, state);
      async function* learn() {
        for (const each of stream.slice(state?.experiences)) yield* learner.learn(each);
        return valuesOf(student);
      }
      return {
        events: learn(),
        state: () => learner.state(),
        dispose() {
          learner.dispose();
          model.dispose();
        },
      };
    },
  };
}

const { labels: _, ...images } = bands([0, 1, 2, 3], 300, 5);

/** Has a kernel that is neither the first nor the last. */
const deepModel = (): LayersModel =>
  sequential({
    layers: [
      layers.flatten({ inputShape: [...toyShape] }),
      ...[8, 6, 4].map((units) =>
        layers.dense({ units, kernelInitializer: initializers.glorotUniform({ seed: units }) }),
      ),
    ],
  });

function consensusCase(
  name: string,
  optimizer: typeof adam,
  { atEnd = false, makeModel = toyModel }: { atEnd?: boolean; makeModel?: () => LayersModel } = {},
): Case {
  return {
    name,
    start(state?: ConsensusState) {
      const model = makeModel();
      const student = studentFromLayersModel(model);
      const options = {
        ...{ student, images, optimizer, seed: 1, batchSize: 120, iterations: 4 },
        afterAveraging: (some: ImageBatch) => reestimateBatchNorm(model, some, { batchSize: 100 }),
      };
      const learner =
        state === undefined ? new ConsensusLearner(options) : ConsensusLearner.restore(options, state);
      async function* learn() {
        const phase = state?.progress?.phase;
        const queried = state?.experiences ?? 0;
        if (atEnd) {
          for (const each of experts.slice(queried)) yield* learner.query(each);
          if (phase !== undefined || queried < experts.length) yield* learner.train();
          return valuesOf(student);
        }
        const first = phase === 'training' ? queried - 1 : queried;
        for (const [i, each] of experts.slice(first).entries()) {
          const isNew = i > 0 || phase === undefined;
          if (first + i === 1 && isNew) learner.addImages(selectImages(images, [3, 4, 5]));
          yield* learner.learn(each);
        }
        return valuesOf(student);
      }
      return {
        events: learn(),
        state: () => learner.state(),
        dispose: () => void model.dispose(),
      };
    },
  };
}

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
