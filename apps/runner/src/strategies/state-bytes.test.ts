import '@exmodel/backend-wasm';
import { basename, join } from 'node:path';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { runTinyJob, type TinyStream, tiny, tinyStream } from '../../test/tiny-stream';
import type { StrategyConfig } from '../config/strategy-config';
import { folderStore } from '../storage/folder-store';
import { readMetrics } from '../storage/metrics-file';
import { strategyNamed } from './registry';

const folder = temporaryFolder(afterAll);
const few = { experiences: 2, expert_epochs: 1, model: 'simple_mlp', hs: 4, num_iter_per_exp: 3 } as const;
let stream: TinyStream;
/** The bytes of one network's weights. */
let weights: number;

beforeAll(async () => {
  await setBackend('exmodel-wasm');
  stream = await tinyStream(folder, { ...tiny, ...few });
  const [expert] = stream.experts;
  weights = 4 * (expert?.model.countParams() ?? Number.NaN);
});
afterAll(() => stream.dispose());

let jobs = 0;
async function run(strategy: string, changes: Partial<StrategyConfig> = {}) {
  const context = stream.context(strategy, { buffer_size: 40, buffer_iter: 2, ...changes });
  const before = memory().numTensors;
  const job = await runTinyJob(strategyNamed(strategy), context, join(folder, `job${jobs++}`));
  expect(memory().numTensors - before, 'tensors left').toBe(0);
  expect(await readMetrics(folderStore(folder), basename(job.folder))).toEqual(job.metrics);
  return job;
}

/** The bytes of one image. */
const image = 4 * 28 * 28;

describe('what is kept between two experts', () => {
  it('consensus_ed: two floats an image and output and two an image, two sets of weights, and no image', async () => {
    const { metrics } = await run('consensus_ed');
    const little = (metrics.stateBytes ?? 0) - (4 * 40 * 22 + 2 * weights);
    expect(little).toBeGreaterThanOrEqual(0);
    expect(little).toBeLessThan(200);
  });

  it.each(['minversion_ed', 'replay_ed'])(
    '%s: the student and the images kept, with their labels',
    async (name) => {
      const { metrics } = await run(name);
      expect(metrics.stateBytes).toBe(weights + 40 * (image + 4));
    },
  );

  it.each(['gn_ed', 'procedural_ed'])('%s: the student alone', async (name) => {
    // At the default rate the perceptron diverges.
    expect((await run(name, { lr: 0.01 })).metrics.stateBytes).toBe(weights);
  });

  it.each(['model_ensemble', 'entropy_ensemble'])('%s: all experts', async (name) => {
    expect((await run(name)).metrics.stateBytes).toBe(2 * weights);
  });

  it('is not reported by a strategy that learns from real data', async () => {
    expect((await run('naive')).metrics).not.toHaveProperty('stateBytes');
  });
});

describe('consensus_ed on other images', () => {
  it('noise changes what it learns, and not what it keeps', async () => {
    const [painted, noise] = [
      await run('consensus_ed'),
      await run('consensus_ed', { consensus_images: ['noise'] }),
    ];
    expect(noise.student).not.toBe(painted.student);
    expect(noise.metrics.stateBytes).toBe(painted.metrics.stateBytes);
  });

  it('without familiarity asks each expert once', async () => {
    const [usual, without] = [await run('consensus_ed'), await run('consensus_ed', { familiarity: 0 })];
    expect(without.student).not.toBe(usual.student);
    // Two experts, 40 images and 0.25 a forward pass less.
    expect(usual.work - without.work).toBeCloseTo(2 * 40 * 0.25, 9);
    expect(without.work).toBeCloseTo(without.plannedWork, 6);
  });

  it.each([
    [['painted', 'minversion'], 40, 20],
    [['noise', 'dimpression'], 40, 20],
    // 14 of each kind, 7 of each of two experts, 6 of its two classes.
    [['painted', 'minversion', 'dimpression'], 42, 24],
  ] as const)(
    '%j: made of each expert, kept, planned, and the same again',
    async (kinds, buffer_size, made) => {
      const changes = { consensus_images: [...kinds], buffer_size, soft_labels: true };
      const [job, again] = [await run('consensus_ed', changes), await run('consensus_ed', changes)];
      expect(again.student).toBe(job.student);
      expect(again.metrics.stateBytes).toBe(job.metrics.stateBytes);
      const all = Math.floor(buffer_size / kinds.length) + made;
      const floats = 20 * all + 2 * (all - made);
      const little = (job.metrics.stateBytes ?? 0) - (4 * floats + 2 * weights + made * image);
      expect(little).toBeGreaterThanOrEqual(0);
      expect(little).toBeLessThan(200);
      expect(job.work).toBeCloseTo(job.plannedWork, 6);
    },
  );
});
