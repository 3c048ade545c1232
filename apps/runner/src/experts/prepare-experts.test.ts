import '@exmodel/backend-wasm';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { result, tiny } from '../../test/tiny-stream';
import type { ExperimentConfig } from '../config/schema';
import { openStream } from '../streams/open-stream';
import type { ExpertEvent } from './expert-event';
import { expertsFolder } from './expert-recipe';
import { prepareExperts } from './prepare-experts';
import { expertWork } from './train-expert';

/** Experts of two experiences on permuted synthetic digits: a perceptron each. */
const config: ExperimentConfig = {
  ...tiny,
  scenario: 'pmnist',
  permutations: 2,
  model: 'simple_mlp',
  hs: 16,
  expert_epochs: 1,
};
const filesOfTwo = [
  ...['model_e0.json', 'model_e0.safetensors', 'model_e1.json', 'model_e1.safetensors'],
  'recipe.json',
];
const cache = temporaryFolder(afterAll);

async function prepare(changes: Partial<ExperimentConfig> = {}, folder = cache) {
  const own = { ...config, ...changes };
  const { benchmark, createExpertModel: createModel } = await openStream(own);
  const options = { config: own, benchmark, backend: 'wasm', createModel, cache: folder };
  const events: ExpertEvent[] = [];
  const experts = await result(prepareExperts(options), (event) => events.push(event));
  const weights = await Promise.all(experts.map((expert) => expert.weights?.()));
  for (const { model } of experts) model.dispose();
  return { options, events, experts, weights };
}
type Prepared = Awaited<ReturnType<typeof prepare>>;

const ready = ({ events }: Prepared) => events.filter((event) => event.type === 'ready');
const discarded = ({ events }: Prepared) => events.filter((event) => event.type === 'discarded');

describe('prepareExperts', () => {
  let trained: Prepared;
  let files: string;
  beforeAll(async () => {
    await setBackend('exmodel-wasm');
    trained = await prepare();
    files = expertsFolder(trained.options);
  });

  it('trains one for each experience, from the same initial weights, and tests each on its own images', () => {
    expect(trained.experts.map(({ classes }) => classes)).toEqual(
      Array(2).fill([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    );
    expect(ready(trained)).toEqual(
      trained.experts.map(({ accuracy }, expert) => ({ type: 'ready', expert, accuracy, fromCache: false })),
    );
    for (const { accuracy } of trained.experts) expect(accuracy).toBeGreaterThan(0.8);
    expect(trained.weights[0]).not.toEqual(trained.weights[1]);
  });

  it('reports the work that it plans, and the loss', () => {
    const { config: own, benchmark } = trained.options;
    const progress = trained.events.filter((event) => event.type === 'progress');
    for (const expert of [0, 1]) {
      const work = progress
        .filter((event) => event.expert === expert)
        .reduce((sum, event) => sum + event.work, 0);
      expect(work).toBeCloseTo(expertWork(own, benchmark, expert), 6);
    }
    expect(progress[0]).toMatchObject({ detail: 'epoch 1/1', work: 8 });
    expect(progress.at(-1)).toMatchObject({ detail: 'testing', loss: undefined });
  });

  it('reads them from the cache the next time: the same bits and accuracy, nothing trained', async () => {
    const again = await prepare();
    expect(again.weights).toEqual(trained.weights);
    expect(ready(again)).toEqual(ready(trained).map((event) => ({ ...event, fromCache: true })));
    expect(again.events).toHaveLength(2);
  });

  it('trains each once if two need it at the same time, and both get the same', async () => {
    const folder = temporaryFolder();
    const [one, other] = await Promise.all([prepare({}, folder), prepare({}, folder)]);
    const training = [...ready(one), ...ready(other)].filter((event) => event.fromCache === false);
    expect(training.map(({ expert }) => expert).toSorted()).toEqual([0, 1]);
    expect(one.weights).toEqual(trained.weights);
    expect(other.weights).toEqual(trained.weights);
    const kept = readdirSync(expertsFolder(one.options)).toSorted();
    expect(kept).toEqual(filesOfTwo);
  });

  it('trains only what the cache lacks, as when it was interrupted', async () => {
    const folder = temporaryFolder();
    const partly = await prepare({}, folder);
    const path = join(expertsFolder(partly.options), 'model_e1.safetensors');
    const bytes = readFileSync(path);
    writeFileSync(path, '');
    const again = await prepare({}, folder);
    expect(ready(again)).toMatchObject([{ fromCache: true }, { fromCache: false }]);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(again.weights).toEqual(trained.weights);
  });

  it.each<[string, (bytes: Buffer) => Uint8Array, RegExp]>([
    ['cut short', (bytes) => bytes.subarray(0, bytes.length - 5), /./],
    [
      'without its accuracy',
      (bytes) => Buffer.from(bytes.toString('latin1').replace('accuracy', 'accurasy'), 'latin1'),
      /its accuracy is not recorded/,
    ],
    [
      'of another model',
      (bytes) =>
        Buffer.from(bytes.toString('latin1').replace('classifier.bias', 'classifies.bias'), 'latin1'),
      /missing: classifier\.bias/,
    ],
  ])('discards a cached file that is %s, says so and trains it again', async (_, spoil, reason) => {
    const path = join(files, 'model_e0.safetensors');
    const bytes = readFileSync(path);
    writeFileSync(path, spoil(bytes));
    const again = await prepare();
    expect(discarded(again)).toEqual([{ type: 'discarded', path, reason: expect.stringMatching(reason) }]);
    expect(ready(again)).toMatchObject([{ fromCache: false }, { fromCache: true }]);
    expect(again.weights).toEqual(trained.weights);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('writes down what made them', () => {
    expect(JSON.parse(readFileSync(join(files, 'recipe.json'), 'utf8'))).toMatchObject({
      scenario: 'pmnist',
      seed: 1234,
      model: 'simple_mlp',
      expert_epochs: 1,
      backend: 'wasm',
    });
    expect(readdirSync(files).toSorted()).toEqual(filesOfTwo);
  });
});

describe('where a step throws, all models are disposed', () => {
  it('while an expert is built', async () => {
    const { benchmark, createExpertModel } = await openStream(config);
    const before = memory().numTensors;
    const createModel: typeof createExpertModel = (index, origin) => {
      if (index === 1) throw new Error('it does not fit');
      return createExpertModel(index, origin);
    };
    const preparing = prepareExperts({ config, benchmark, backend: 'wasm', createModel, cache });
    await expect(result(preparing, () => {})).rejects.toThrow('it does not fit');
    expect(memory().numTensors).toBe(before);
  });

  it('while an expert is read', async () => {
    const folder = temporaryFolder();
    const { options } = await prepare({}, folder);
    const path = join(expertsFolder(options), 'model_e1.safetensors');
    rmSync(path);
    mkdirSync(path);
    const before = memory().numTensors;
    await expect(result(prepareExperts(options), () => {})).rejects.toThrow(/EISDIR/);
    expect(memory().numTensors).toBe(before);
  });

  it('while a registered expert is read', async () => {
    const folder = temporaryFolder();
    const { options } = await prepare({}, folder);
    const path = join(expertsFolder(options), 'model_e1.safetensors');
    const registered = { ...options, config: { ...options.config, experts: expertsFolder(options) } };
    writeFileSync(path, 'damaged');
    const before = memory().numTensors;
    await expect(result(prepareExperts(registered), () => {})).rejects.toThrow();
    expect(memory().numTensors).toBe(before);
  });

  it('where the generator is left', async () => {
    const { options } = await prepare();
    const before = memory().numTensors;
    const preparing = prepareExperts(options);
    await preparing.next();
    await preparing.return([]);
    expect(memory().numTensors).toBe(before);
  });
});
