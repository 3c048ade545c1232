import '@exmodel/backend-wasm';
import { join } from 'node:path';
import { type Benchmark, scenarioInfo, scenarioNames } from '@exmodel/benchmarks';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentedStrategies } from '../../test/documented-strategies';
import { temporaryFolder } from '../../test/temporary-folder';
import { runTinyJob, tiny, tinyStream } from '../../test/tiny-stream';
import type { ExperimentConfig } from '../config/schema';
import { strategies, strategyNamed } from './registry';

beforeAll(() => setBackend('exmodel-wasm'));

const folder = temporaryFolder(afterAll);
const scenarios = [...new Set(scenarioNames().map((name) => scenarioInfo(name).name))];

/** Two experiences and a few steps: what is asked is that it works, not that it learns. */
const few: Partial<ExperimentConfig> = {
  synthetic: true,
  experiences: 2,
  expert_epochs: 1,
  expert_mb_size: 32,
  epochs: 1,
  num_iter_per_exp: 2,
  train_mb_size: 4,
  buffer_iter: 1,
  buffer_mb_size: 64,
};

/** One image a class and share, so that every scenario has as few as it can. */
function fewestImages({ experiences }: Benchmark): number {
  return Math.max(...experiences.slice(0, 2).map(({ index, classes }) => (index + 1) * classes.length));
}

/** Every scenario, and experts of a single class, of many and few, of tasks of unequal size. */
const streams: readonly [scenario: string, changes: Partial<ExperimentConfig>][] = [
  ...scenarios.map((scenario): [string, Partial<ExperimentConfig>] => [scenario, {}]),
  ['split_mnist', { classes_per_experience: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1] }],
  ['split_mnist', { classes_per_experience: [7, 1, 2] }],
  ['mt_mnist', { classes_per_experience: [1, 9] }],
];

describe.each(streams)('%s %j', (scenario, split) => {
  it('with every strategy that is not refused on it', { timeout: 120_000 }, async () => {
    // Low rates: a perceptron has large gradients for images of 128×128.
    const rates = { lr: 1e-4, expert_lr: 1e-4 };
    const config = { ...tiny, ...few, ...rates, scenario, ...split, model: 'simple_mlp', hs: 4 };
    const results = join(folder, [scenario, ...(split.classes_per_experience ?? [])].join('-'));
    const stream = await tinyStream(results, config);
    const changes = { buffer_size: fewestImages(stream.benchmark) };
    const ran: string[] = [];
    for (const definition of strategies) {
      const own =
        definition.name === 'from_path' ? { buffer_path: join(results, 'minversion_ed', 'samples') } : {};
      const context = stream.context(definition.name, { ...changes, ...own });
      if ((await definition.refuse?.(context.config, context.benchmark, [])) !== undefined) continue;
      const before = memory().numTensors;
      const { metrics } = await runTinyJob(definition, context, join(results, definition.name));
      expect(metrics.accuracy, definition.name).toBeGreaterThanOrEqual(0);
      expect(metrics.confusion?.flat().every(Number.isInteger)).toBe(true);
      expect(memory().numTensors - before, `tensors left by ${definition.name}`).toBe(0);
      ran.push(definition.name);
    }
    stream.dispose();
    const singleHead = ['consensus_ed', 'model_average'];
    const refused = stream.benchmark.multiTask ? singleHead : [];
    expect(ran.filter((name) => documentedStrategies.includes(name)).toSorted()).toEqual(
      documentedStrategies.filter((name) => !refused.includes(name)).toSorted(),
    );
  });
});

describe('the reference’s networks', () => {
  it.each([
    ['split_cifar10', 'resnet'],
    ['mt_cifar10', 'masked_resnet'],
    ['core50_nc', 'mobilenet_pretrained'],
    ['ni_core50', 'mobilenet_imnet_fixed'],
    ['split_cifar100', 'resnet_pretrained'],
  ])('on %s: %s', { timeout: 120_000 }, async (scenario, model) => {
    const config = {
      ...tiny,
      ...few,
      scenario,
      model,
      pretrained: false,
      experiences: 1,
      buffer_bns: 0.1,
      buffer_mb_size: 16,
    };
    const stream = await tinyStream(join(folder, model), config);
    const context = stream.context('minversion_ed', { buffer_size: fewestImages(stream.benchmark) });
    const { metrics, losses } = await runTinyJob(
      strategyNamed('minversion_ed'),
      context,
      join(folder, model, 'minversion_ed'),
    );
    stream.dispose();
    expect(metrics.accuracyMatrix[0]?.[0]).toBeGreaterThanOrEqual(0);
    expect(losses.every((loss) => loss < 1e5)).toBe(true);
  });
});
