import '@exmodel/backend-wasm';
import type { Weights } from '@exmodel/distill';
import { taskArithmetic } from '@exmodel/distill/averages';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder';
import { result, type TinyStream, tiny, tinyStream } from '../../../test/tiny-stream';
import { expertOrigins } from '../../experts/expert-origin';
import { strategyNamed } from '../registry';
import { mergeTrained } from './task-vector-merge';

const array = (name: string, ...values: number[]): Weights[number] => ({
  ...{ name, shape: [values.length] },
  values: Float32Array.from(values),
});

it('mergeTrained merges what is trained, and averages a running variance, which thus stays positive', () => {
  const initial = [array('mean', 0), array('kernel', 0, 0), array('variance', 1), array('bias', 0)];
  const models = [
    [array('mean', 2), array('kernel', 1, 2), array('variance', 0.25), array('bias', 1)],
    [array('mean', 4), array('kernel', 3, 4), array('variance', 0.125), array('bias', 2)],
  ];
  const isTrained = (i: number) => i % 2 === 1;
  const merged = mergeTrained(initial, models, isTrained, (start, trained) =>
    taskArithmetic(start, trained, { scale: 1 }),
  );
  expect(merged).toEqual([
    array('mean', 3),
    array('kernel', 4, 6),
    array('variance', 0.1875),
    array('bias', 3),
  ]);
});

describe.each([
  ['model_task_arithmetic', { task_arithmetic_scale: 1 }],
  ['model_ties', { ties_density: 1, ties_scale: 1 }],
])('%s', (name, all) => {
  const definition = strategyNamed(name);
  const folder = temporaryFolder(afterAll);
  let stream: TinyStream;
  beforeAll(async () => {
    await setBackend('exmodel-wasm');
    const small = { ...tiny, model: 'simple_mlp', hs: 4, experiences: 1, expert_epochs: 1 };
    stream = await tinyStream(folder, small);
  });
  afterAll(() => stream.dispose());

  it('of one expert, whole, is that expert, whether its origin is known or not', async () => {
    const context = stream.context(name, all);
    const [expert] = context.experts;
    const weights = (await expert?.weights?.()) ?? [];
    const unlikeStudent = weights.map((each) => ({ ...each, values: each.values.map((value) => -value) }));
    for (const initialWeights of [undefined, unlikeStudent]) {
      const experts = context.experts.map((each) => ({ ...each, ...(initialWeights && { initialWeights }) }));
      const strategy = await definition.create({ ...context, experts });
      await result(strategy.learn(0));
      for (const [i, merged] of (strategy.model?.getWeights() ?? []).entries()) {
        const values = await merged.data();
        for (const [k, value] of (weights[i]?.values ?? []).entries())
          expect(values[k]).toBeCloseTo(value, 5);
      }
      strategy.dispose();
    }
  });

  it('is refused with experts that started from different weights', async () => {
    const { config, benchmark } = stream.context(name, { expert_initialization: 'own' });
    const origins = expertOrigins(config, benchmark, config.logdir);
    expect(await definition.refuse?.(config, benchmark, origins)).toMatch(/started from different ones/);
  });
});
