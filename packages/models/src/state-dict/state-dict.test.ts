import '@tensorflow/tfjs-backend-cpu';
import { memory, tidy } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, expectTypeOf, test } from 'vitest';
import { UnknownModelError } from '../architectures/unknown-model-error';
import { createModel } from '../create-model';
import { loadStateDict } from './load-state-dict';
import { stateDict } from './state-dict';
import { StateDictError } from './state-dict-error';
import type { StateDict } from './state-tensor';

function small(random = Math.random) {
  return createModel('simple_mlp', { inputShape: [2, 2, 1], classes: 3, random, hiddenSize: 5 });
}

test('what is loaded is what is read, whatever its order', async () => {
  const [from, to] = [small(), small()];
  const state = await stateDict(from);
  loadStateDict(to, new Map([...state].reverse()));
  expect([...(await stateDict(to))]).toEqual([...state]);
  from.dispose();
  to.dispose();
});

test('a state dict and its model share no memory', async () => {
  const model = small();
  const before = await stateDict(model);
  for (const { data } of (await stateDict(model)).values()) data.fill(9);
  expect(await stateDict(model)).toEqual(before);
  const loaded = new Map([...before].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
  loadStateDict(model, loaded);
  for (const { data } of loaded.values()) data.fill(9);
  expect(await stateDict(model)).toEqual(before);
  model.dispose();
});

test('the values are those of the call, and nothing leaks, whatever becomes of the model or the scope around', async () => {
  const [model, other] = [small(), small()];
  const [before, otherwise] = [await stateDict(model), await stateDict(other)];
  const tensors = memory().numTensors;
  const pending: Promise<StateDict>[] = [];
  tidy(() => {
    pending.push(stateDict(model));
  });
  loadStateDict(model, otherwise);
  expect(await pending[0]).toEqual(before);
  expect(memory().numTensors).toBe(tensors);
  const last = stateDict(other);
  other.dispose();
  expect(await last).toEqual(otherwise);
  model.dispose();
});

test('a state dict is a read-only map of float32 tensors', () => {
  expectTypeOf(stateDict).returns.resolves.toEqualTypeOf<StateDict>();
  expectTypeOf<StateDict>().not.toExtend<Map<string, unknown>>();
  expectTypeOf(new Map([['weight', { shape: [1], data: new Float32Array(1) }]])).toExtend<StateDict>();
});

test('everything wrong is listed at once, and nothing is loaded', async () => {
  const model = small();
  const before = await stateDict(model);
  const wrong = new Map(before);
  wrong.delete('features.0.weight');
  wrong.set('features.0.bias', { shape: [4], data: new Float32Array(4) });
  wrong.set('classifier.weight', { shape: [3, 5], data: new Float32Array(14) });
  wrong.set('classifier.bias', { shape: [3], data: Float32Array.of(7, 7, 7) });
  wrong.set('features.7.weight', { shape: [1], data: new Float32Array(1) });

  const error = thrown(() => loadStateDict(model, wrong));
  expect(error).toBeInstanceOf(StateDictError);
  expect(error).toMatchObject({
    model: 'simple_mlp',
    missing: ['features.0.weight'],
    unexpected: ['features.7.weight'],
    misshapen: [
      { name: 'features.0.bias', given: [4], values: 4, expected: [5] },
      { name: 'classifier.weight', given: [3, 5], values: 14, expected: [3, 5] },
    ],
  });
  expect(await stateDict(model)).toEqual(before);
  model.dispose();
});

test('files of before PyTorch 0.4.1 count no batches: the count is 0', async () => {
  const options = { inputShape: [32, 32, 3], classes: 2, random: () => 0.5 } as const;
  const model = createModel('resnet20', options);
  const whole = await stateDict(model);
  const isCount = (name: string) => name.endsWith('num_batches_tracked');
  loadStateDict(model, new Map([...whole].filter(([name]) => !isCount(name))));
  const counts = [...(await stateDict(model))].filter(([name]) => isCount(name));
  expect(counts.length).toBeGreaterThan(0);
  for (const [, { data }] of counts) expect([...data]).toEqual([0]);
  model.dispose();
});

test("a model of the caller's own is refused", async () => {
  const model = sequential({ name: 'mine', layers: [layers.dense({ units: 1, inputShape: [1] })] });
  await expect(stateDict(model)).rejects.toThrow(UnknownModelError);
  expect(() => loadStateDict(model, new Map() as StateDict)).toThrow(UnknownModelError);
  model.dispose();
});

function thrown(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
