import '@tensorflow/tfjs-backend-cpu';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, expect, test } from 'vitest';
import {
  createModel,
  loadPretrained,
  type StateDict,
  StateDictError,
  stateDict,
  writeSafetensors,
} from '../src/index';
import { torchRand } from './torch-rand';

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
  setThreads(1);
});

const made: LayersModel[] = [];
afterEach(() => {
  for (const model of made.splice(0)) model.dispose();
});

function mobilenet(seed: number, options: { classes: number; heads?: number }): LayersModel {
  const random = torchRand(seed);
  const model = createModel('mobilenet_pretrained', { inputShape: [32, 32, 3], random, ...options });
  made.push(model);
  return model;
}

/** The tensors of a module, to be compared by their bytes: value by value takes a minute. */
function bytes(state: StateDict, module = ''): Buffer {
  return Buffer.from(writeSafetensors(new Map([...state].filter(([name]) => name.startsWith(module)))));
}

test.each([{ classes: 7 }, { classes: 20, heads: 2 }])(
  'a classifier of other classes or heads is left as it is: %o',
  async (options) => {
    const weights = await stateDict(mobilenet(1, { classes: 1000 }));
    const model = mobilenet(2, options);
    const own = bytes(await stateDict(model), 'classifier');
    loadPretrained(model, weights);
    expect(bytes(await stateDict(model), 'features').equals(bytes(weights, 'features'))).toBe(true);
    expect(bytes(await stateDict(model), 'classifier').equals(own)).toBe(true);
  },
);

test('a classifier that fits is loaded', async () => {
  const weights = await stateDict(mobilenet(1, { classes: 5 }));
  const model = mobilenet(2, { classes: 5 });
  loadPretrained(model, weights);
  expect(bytes(await stateDict(model)).equals(bytes(weights))).toBe(true);
});

test('counts of batches that an old file lacks are 0', async () => {
  const weights = await stateDict(mobilenet(1, { classes: 5 }));
  const old = new Map([...weights].filter(([name]) => !name.endsWith('num_batches_tracked')));
  const model = mobilenet(2, { classes: 5 });
  loadPretrained(model, old);
  expect(bytes(await stateDict(model)).equals(bytes(weights))).toBe(true);
});

test('whatever else does not fit is listed at once, and nothing is loaded', async () => {
  const wrong = new Map(await stateDict(mobilenet(1, { classes: 1000 })));
  wrong.delete('features.0.0.weight');
  wrong.set('features.0.1.bias', { shape: [31], data: new Float32Array(31) });
  wrong.set('features.19.bias', { shape: [1], data: new Float32Array(1) });
  const model = mobilenet(2, { classes: 5 });
  const before = bytes(await stateDict(model));
  let error: unknown;
  try {
    loadPretrained(model, wrong);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(StateDictError);
  expect(error).toMatchObject({
    missing: ['features.0.0.weight'],
    unexpected: ['features.19.bias'],
    misshapen: [{ name: 'features.0.1.bias', given: [31], expected: [32] }],
  });
  expect(bytes(await stateDict(model)).equals(before)).toBe(true);
});
