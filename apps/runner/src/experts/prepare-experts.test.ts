import '@exmodel/backend-wasm';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readSafetensors, writeSafetensors } from '@exmodel/models';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaveLock } from '../../test/dead-lock';
import { temporaryFolder } from '../../test/temporary-folder';
import { result, tiny } from '../../test/tiny-stream';
import type { ExperimentConfig } from '../config/schema';
import { UnreadableFileError } from '../storage/store';
import { tryLock } from '../storage/try-lock';
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

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[changed.length + at] = (changed.at(at) ?? 0) ^ 1;
  return changed;
}

function withNaN(bytes: Buffer): Uint8Array {
  const { tensors, metadata } = readSafetensors(bytes);
  for (const { data } of tensors.values()) data[data.length - 1] = Number.NaN;
  return writeSafetensors(tensors, metadata);
}

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

  it('keeps those that set validation images aside apart; only they are known not to have seen them', async () => {
    const apart = await prepare({ validation_fraction: 0.2 });
    expect(expertsFolder(apart.options)).not.toBe(files);
    expect(apart.weights).not.toEqual(trained.weights);
    const mixed = async (experts: string, changes: Partial<ExperimentConfig>) =>
      (await prepare({ experts, ...changes })).events.filter(({ type }) => type === 'mixed');
    expect(await mixed(expertsFolder(apart.options), { validation_fraction: 0.2 })).toEqual([]);
    expect(await mixed(files, {})).toEqual([]);
    for (const [set, validation_fraction] of [
      [files, 0.2],
      [expertsFolder(apart.options), 0.3],
    ] as const)
      expect(await mixed(set, { validation_fraction })).toEqual([{ type: 'mixed', set: basename(set) }]);
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

  const replaced = (from: string, to: string) => (bytes: Buffer) =>
    Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');
  it.each<[string, (bytes: Buffer) => Uint8Array, RegExp, 'with a manifest'?]>([
    ['changed by a bit', (bytes) => flipped(bytes, -6), /its sha256 is .* and not /, 'with a manifest'],
    ['cut short', (bytes) => bytes.subarray(0, bytes.length - 5), /./],
    ['without its accuracy', replaced('accuracy', 'accurasy'), /its accuracy is not recorded/],
    ['of another model', replaced('classifier.bias', 'classifies.bias'), /missing: classifier\.bias/],
    ['not finite', (bytes) => withNaN(bytes), /its \S+ holds NaN or infinite numbers/],
  ])(
    'discards a cached file that is %s, says so and trains it again',
    async (_, spoil, reason, registered) => {
      const path = join(files, 'model_e0.safetensors');
      const manifest = join(files, 'model_e0.json');
      const [bytes, text] = [readFileSync(path), readFileSync(manifest, 'utf8')];
      writeFileSync(path, spoil(bytes));
      if (registered === undefined) rmSync(manifest);
      const again = await prepare();
      expect(discarded(again)).toEqual([{ type: 'discarded', path, reason: expect.stringMatching(reason) }]);
      expect(ready(again)).toMatchObject([{ fromCache: false }, { fromCache: true }]);
      expect(again.weights).toEqual(trained.weights);
      expect(readFileSync(path).equals(bytes)).toBe(true);
      expect(readFileSync(manifest, 'utf8')).toBe(text);
    },
  );

  it('trains an expert again whose manifest is damaged: nothing can tell whether its weights are', async () => {
    const manifest = join(files, 'model_e1.json');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, text.slice(0, -20));
    expect(discarded(await prepare())).toMatchObject([{ reason: expect.stringMatching(/model_e1\.json/) }]);
    expect(readFileSync(manifest, 'utf8')).toBe(text);
  });

  it('removes what dead processes left, and not what live ones write', async () => {
    const folder = temporaryFolder();
    await prepare({}, folder);
    const set = expertsFolder({ ...trained.options, cache: folder });
    const whole = readdirSync(set);
    mkdirSync(join(folder, 'other'));
    const dead = [
      join(set, 'model_e1.safetensors.0123456789ab.part'),
      join(set, 'recipe.json.0123456789ab.part'),
      join(folder, 'other', 'model_e7.json.0123456789ab.part'),
    ];
    const live = join(set, 'model_e9.safetensors.0123456789ab.part');
    for (const part of [...dead, live]) writeFileSync(part, 'half');
    leaveLock(join(set, 'model_e0.safetensors'));
    const unlock = await tryLock(join(set, 'model_e9.safetensors'));
    await prepare({}, folder);
    const lock = 'model_e9.safetensors.lock';
    expect(readdirSync(set).toSorted()).toEqual([...whole, basename(live), lock].toSorted());
    expect(readdirSync(join(folder, 'other'))).toEqual([]);
    await unlock?.();
    await prepare({}, folder);
    expect(readdirSync(set).toSorted()).toEqual(whole.toSorted());
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
    await expect(result(prepareExperts(options), () => {})).rejects.toThrow(UnreadableFileError);
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
