import '@tensorflow/tfjs-backend-cpu';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createModel, loadStateDict, modelNames, type StateDict, stateDict } from '../src/index';
import { expectAllclose } from './allclose';
import { torchRand } from './torch-rand';

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
  setThreads(1);
});

const options = { inputShape: [32, 32, 3], classes: 4 } as const;
const taskClasses = [[0, 3], [1], [0, 1, 2, 3]];
const made: LayersModel[] = [];

function create(name: string, extra: Partial<Parameters<typeof createModel>[1]> = {}): LayersModel {
  const model = createModel(name, { ...options, random: torchRand(3), ...extra });
  made.push(model);
  return model;
}

const images = () => tf.reshape(tf.sin(tf.range(0, 2 * 32 * 32 * 3)), [2, 32, 32, 3]);
const logits = (model: LayersModel) => tf.tidy(() => (model.predict(images()) as tf.Tensor2D).arraySync());

afterEach(() => {
  for (const model of made.splice(0)) model.dispose();
});

test.each([
  ['lenet', 'classifier', 'classifier.0'],
  ['simple_mlp', 'classifier', 'classifier'],
  ['simple_cnn', 'classifier', 'classifier.0'],
  ['resnet', 'linear', 'linear'],
])("%s: each head is a classifier of its own, under Avalanche's names", async (name, module, single) => {
  const model = create(name, { heads: 3 });
  const state = await stateDict(model);
  const heads = [0, 1, 2].flatMap((head) =>
    ['weight', 'bias'].map((tensor) => `${module}.classifiers.${head}.classifier.${tensor}`),
  );
  expect([...state.keys()].slice(-6)).toEqual(heads);

  const alone = create(name);
  const rows = logits(model);
  for (const head of [0, 1, 2]) {
    const prefix = `${module}.classifiers.${head}.classifier`;
    const ofHead = [...state].flatMap(([tensor, value]) => {
      if (!heads.includes(tensor)) return [[tensor, value] as const];
      return tensor.startsWith(prefix) ? [[tensor.replace(prefix, single), value] as const] : [];
    });
    loadStateDict(alone, new Map(ofHead));
    const expected = logits(alone);
    rows.forEach((row, i) => {
      expectAllclose(row.slice(4 * head, 4 * head + 4), expected[i] ?? [], 1e-5, { floor: 1 });
    });
  }
});

test('what is loaded into heads is what is read', async () => {
  const [from, to] = [create('lenet', { heads: 3 }), create('lenet', { heads: 3, random: () => 0.5 })];
  const state: StateDict = await stateDict(from);
  loadStateDict(to, new Map([...state].reverse()));
  expect([...(await stateDict(to))]).toEqual([...state]);
});

test('masked_resnet is resnet with −1000 for the classes that a task does not have', async () => {
  const [masked, plain] = [create('masked_resnet', { taskClasses }), create('resnet', { heads: 3 })];
  expect([...(await stateDict(masked))]).toEqual([...(await stateDict(plain))]);
  const free = logits(plain);
  const expected = free.map((row) =>
    row.map((logit, column) => (taskClasses[Math.floor(column / 4)]?.includes(column % 4) ? logit : -1000)),
  );
  expect(logits(masked)).toEqual(expected);
});

test('a masked class has no gradient', () => {
  const model = create('masked_resnet', { taskClasses });
  const [bias] = model.trainableWeights.slice(-1);
  const gradient = tf.tidy(() => {
    const { grads } = tf.variableGrads(
      () => tf.sum(model.apply(images()) as tf.Tensor) as tf.Scalar,
      [bias?.read() as tf.Variable],
    );
    return Object.values(grads)[0]?.arraySync();
  });
  // Two images, each head's four classes.
  expect(gradient).toEqual([2, 0, 0, 2, 0, 2, 0, 0, 2, 2, 2, 2]);
});

test.each(modelNames())('%s has the given number of heads', (name) => {
  const masks = name === 'masked_resnet' ? { taskClasses } : {};
  const model = create(name, { heads: 3, random: () => 0.5, ...masks });
  expect(model.outputs[0]?.shape).toEqual([null, 12]);
});
