import '@exmodel/backend-wasm';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventStream } from '@exmodel/loggers';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { result, tiny } from '../../test/tiny-stream';
import type { ExperimentConfig } from '../config/schema';
import { inlineExecutor } from '../executors/inline-executor';
import { failureOf } from '../experiments/jobs-failed-error';
import { runSeries } from '../experiments/run-series';
import { folderStore } from '../storage/folder-store';
import { openStream } from '../streams/open-stream';
import { readManifest } from './expert-manifest';
import { expertsFolder } from './expert-recipe';
import { prepareExperts } from './prepare-experts';

const logdir = temporaryFolder(afterAll);
const cache = join(logdir, '.experts');

beforeAll(() => setBackend('exmodel-wasm'));

/** Two experts of each, whose images a perceptron takes too. */
const few: Partial<ExperimentConfig> = { experiences: 2, expert_epochs: 1, expert_mb_size: 32 };

async function prepare(changes: Partial<ExperimentConfig>, folder = cache) {
  const config = { ...tiny, ...few, ...changes };
  const { benchmark, createExpertModel, createStudent } = await openStream(config);
  const options = { config, benchmark, backend: 'wasm', createModel: createExpertModel, cache: folder };
  const experts = await result(prepareExperts(options));
  const weights = await Promise.all(experts.map((expert) => expert.weights?.()));
  const { model, student } = createStudent();
  const studentWeights = await student.weights();
  model.dispose();
  const names = experts.map((expert) => expert.model.name);
  for (const expert of experts) expert.model.dispose();
  return { options, experts, names, weights, studentWeights };
}

describe('experts with initial weights of their own', () => {
  const own = { expert_initialization: 'own' } as const;

  it('start from other weights each, which they bring, and which are the same every time', async () => {
    const trained = await prepare(own);
    const [one, other] = trained.experts.map(({ initialWeights }) => initialWeights);
    expect(one?.map(({ name }) => name)).toEqual(trained.studentWeights.map(({ name }) => name));
    expect(one).not.toEqual(other);
    expect(one).not.toEqual(trained.studentWeights);
    expect(one).not.toEqual(trained.weights[0]);

    const cached = await prepare(own);
    const again = await prepare(own, temporaryFolder());
    for (const { experts, weights } of [cached, again]) {
      expect(experts.map(({ initialWeights }) => initialWeights)).toEqual([one, other]);
      expect(weights).toEqual(trained.weights);
    }
  });

  it('start from what order_seed says, whatever seed says', async () => {
    const initial = async (changes: Partial<ExperimentConfig>) =>
      (await prepare({ ...own, ...changes })).experts.map(({ initialWeights }) => initialWeights);
    const [first, second, other] = [
      await initial({ seed: 1, order_seed: 7 }),
      await initial({ seed: 2, order_seed: 7 }),
      await initial({ seed: 1, order_seed: 8 }),
    ];
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('are others than those that share theirs, which bring none', async () => {
    const shared = await prepare({});
    expect(shared.experts.map(({ initialWeights }) => initialWeights)).toEqual([undefined, undefined]);
    expect((await prepare(own)).weights).not.toEqual(shared.weights);
  });
});

describe('experts of several architectures', () => {
  const mixed = { expert_models: ['lenet', 'simple_cnn'], experiences: 3 };

  it('have them in turn; those of another than the student’s bring what they started from', async () => {
    const { names, experts, weights, studentWeights, options } = await prepare(mixed);
    expect(names).toEqual(['lenet', 'simple_cnn', 'lenet']);
    const [first, second, third] = experts.map(({ initialWeights }) => initialWeights);
    expect([first, third]).toEqual([undefined, undefined]);
    expect(second?.map(({ shape }) => shape)).toEqual(weights[1]?.map(({ shape }) => shape));
    expect(second).not.toEqual(weights[1]);
    expect(studentWeights.map(({ shape }) => shape)).toEqual(weights[0]?.map(({ shape }) => shape));
    const folder = expertsFolder(options);
    const manifests = [0, 1, 2].map((index) => readManifest(join(folder, `model_e${index}.json`)));
    expect(manifests.map((manifest) => manifest?.architecture.name)).toEqual(names);
    expect(manifests[0]?.recipe).toMatchObject({
      models: ['lenet', 'simple_cnn', 'lenet', 'simple_cnn', 'lenet'],
    });
  });

  it('take a perceptron among them, with its hidden units and the images of the others', async () => {
    const { names, experts } = await prepare({ expert_models: ['simple_mlp', 'lenet'], hs: 3 });
    expect(names).toEqual(['simple_mlp', 'lenet']);
    expect(experts[0]?.initialWeights?.[0]?.shape).toEqual([1024, 3]);
  });

  it('are found again by the set’s name, as they were', async () => {
    const trained = await prepare({ ...mixed, expert_initialization: 'own' });
    const experts = expertsFolder(trained.options);
    const found = await prepare({ experts, experiences: 3 });
    expect(found.names).toEqual(trained.names);
    expect(found.weights).toEqual(trained.weights);
    expect(found.experts.map(({ initialWeights }) => initialWeights)).toEqual(
      trained.experts.map(({ initialWeights }) => initialWeights),
    );
  });
});

describe('an experiment', () => {
  const mixed: Partial<ExperimentConfig> = {
    expert_models: ['lenet', 'simple_cnn'],
    expert_initialization: 'own',
  };

  async function run(changes: Partial<ExperimentConfig>, name: string) {
    const config = { ...tiny, ...changes, logdir, name };
    const options = {
      backend: 'wasm',
      events: new EventStream([]),
      store: folderStore(logdir),
      fresh: false,
    };
    const { results, outcomes } = await runSeries({
      ...options,
      config,
      executor: inlineExecutor({ ...options, dataroot: config.dataroot }),
    });
    const failure = failureOf(outcomes);
    if (failure !== undefined) throw failure;
    return results.flatMap(({ runs }) => runs);
  }

  it('on experts of two architectures learns', { timeout: 900_000 }, async () => {
    const strategy = ['consensus_ed', 'model_ensemble'];
    const changes: Partial<ExperimentConfig> = {
      ...mixed,
      expert_models: ['lenet', 'simple_mlp'], // which learns on fewer steps than simple_cnn
      hs: 32,
      strategy,
      num_iter_per_exp: 60,
      buffer_size: 200,
      train_at_end: true,
    };
    const before = memory().numTensors;
    const results = await run(changes, 'mixed');
    expect(memory().numTensors).toBe(before);
    for (const { accuracy, strategy: name } of results) expect(accuracy, name).toBeGreaterThan(0.3);
    const student = readFileSync(join(logdir, 'mixed', 'consensus_ed', 'student.safetensors'), 'latin1');
    expect(student).toContain('"architecture":"lenet"');
  });

  it.each<[string, Partial<ExperimentConfig>, RegExp]>([
    [
      'the mean of their weights',
      { ...mixed, strategy: 'model_average' },
      /simple_cnn experts do not fit a lenet student.*experts of one architecture/,
    ],
    [
      'taking over a first expert of another one',
      { ...mixed, expert_models: ['simple_cnn', 'lenet'], strategy: 'gn_ed', init_from_expert: true },
      /those of a simple_cnn do not fit a lenet student/,
    ],
    [
      'an architecture that the images do not fit',
      {
        scenario: 'split_mnist',
        model: 'lenet',
        expert_models: ['lenet', 'mobilenet_imnet_fixed'],
        pretrained: false,
        strategy: 'gn_ed',
      },
      /mobilenet_imnet_fixed/,
    ],
  ])('is refused %s, before anything is trained', async (_, changes, reason) => {
    await expect(run({ ...changes, expert_epochs: 999 }, 'refused')).rejects.toThrow(reason);
  });

  it('is refused the mean of registered experts’ weights too', async () => {
    const { options } = await prepare({ ...mixed, experiences: 5 });
    const experts = expertsFolder(options);
    await expect(run({ experts, strategy: 'model_average' }, 'registered')).rejects.toThrow(
      /simple_cnn experts do not fit/,
    );
  });
});
