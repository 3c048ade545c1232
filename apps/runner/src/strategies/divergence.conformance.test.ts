import '@exmodel/backend-wasm';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DivergedError } from '@exmodel/distill';
import { expertFromLayersModel } from '@exmodel/distill/layers';
import { memory, setBackend, tensor } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { runTinyJob, type TinyStream, tiny, tinyStream } from '../../test/tiny-stream';
import type { TrainedExpert } from '../experts/prepare-experts';
import { strategies, strategyNamed } from './registry';
import type { StrategyDefinition } from './strategy';

/** Numbers that are NaN or infinite have no accuracy, whatever the strategy. A new one is tested by being in the registry. */
const small = {
  ...tiny,
  model: 'simple_mlp',
  hs: 8,
  expert_epochs: 1,
  experiences: 2,
  buffer_size: 8,
  buffer_iter: 1,
};
const steps = { num_iter_per_exp: 4, train_mb_size: 4, epochs: 1, expert_mb_size: 200 };
/** Whatever a strategy calls its learning rate. */
const hugeRates = { lr: 1e30, consensus_lr: 1e30, expert_lr: 1e30 };
const hasRate = ({ keys, insteadOf }: StrategyDefinition) => 'lr' in keys || insteadOf?.lr !== undefined;

const folder = temporaryFolder(afterAll);
let stream: TinyStream;
let spoilt: TrainedExpert;

beforeAll(async () => {
  await setBackend('exmodel-wasm');
  stream = await tinyStream(folder, small);
  await runTinyJob(
    strategyNamed('minversion_ed'),
    stream.context('minversion_ed', steps),
    join(folder, 'saved'),
  );
  const [expert] = stream.experts as [TrainedExpert];
  const { model } = stream.context('naive').createStudent();
  model.setWeights(
    expert.model
      .getWeights()
      .map((weights) => tensor(weights.dataSync().fill(Number.NaN, 0, 1), weights.shape)),
  );
  spoilt = { ...expertFromLayersModel(model, { classes: expert.classes }), model, accuracy: expert.accuracy };
});
afterAll(() => {
  spoilt.model.dispose();
  stream.dispose();
});

const contextOf = (name: string, changes: object) =>
  stream.context(name, { ...steps, ...changes, buffer_path: join(folder, 'saved', 'samples') });

describe.each(strategies.filter(hasRate))('$name', (definition) => {
  it('that diverges ends there, is finished, and has no accuracy and no weights', async () => {
    const before = memory().numTensors;
    const job = await runTinyJob(
      definition,
      contextOf(definition.name, hugeRates),
      join(folder, 'huge', definition.name),
    );
    expect(job.losses.every(Number.isFinite)).toBe(true);
    expect(job.losses.length).toBeLessThan(4);
    expect(job.metrics).toMatchObject({
      diverged: true,
      ...{ accuracy: null, averageAccuracy: null, averageForgetting: null, backwardTransfer: null },
      ...{ confusion: null, perClassAccuracy: Array(10).fill(null), forgetting: Array(5).fill(null) },
      accuracyMatrix: Array(2).fill(Array(5).fill(null)),
    });
    expect(existsSync(join(job.folder, 'student.safetensors'))).toBe(false);
    expect(memory().numTensors).toBe(before);
  });
});

describe.each(strategies.filter(({ withoutExperts }) => withoutExperts !== true))('$name', (definition) => {
  it('gives no accuracy to what it learns from an expert of NaN', async () => {
    const before = memory().numTensors;
    const context = { ...contextOf(definition.name, {}), experts: [spoilt, spoilt] };
    const running = runTinyJob(definition, context, join(folder, 'spoilt', definition.name));
    const outcome = await running.then(
      ({ metrics }) => metrics,
      (error: unknown) => error,
    );
    if (outcome instanceof DivergedError)
      expect(outcome.message).toMatch(/^(the expert of classes|model 1 of)/);
    else expect(outcome).toMatchObject({ diverged: true, accuracy: null });
    expect(memory().numTensors).toBe(before);
  });
});
