import '@exmodel/backend-wasm';
import { join } from 'node:path';
import { scenarioInfo, scenarioNames } from '@exmodel/benchmarks';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentedStrategies, singleHeadStrategies } from '../../test/documented-strategies';
import { few, fewestImages } from '../../test/few-steps';
import { temporaryFolder } from '../../test/temporary-folder';
import { runTinyJob, tiny, tinyStream } from '../../test/tiny-stream';
import type { ExperimentConfig } from '../config/schema';
import { strategies } from './registry';

beforeAll(() => setBackend('exmodel-wasm'));

const folder = temporaryFolder(afterAll);
const scenarios = [...new Set(scenarioNames().map((name) => scenarioInfo(name).name))];

/** Every scenario, and experts of a single class, of many and few, of tasks of unequal size. */
const streams: readonly [scenario: string, changes: Partial<ExperimentConfig>][] = [
  ...scenarios.map((scenario): [string, Partial<ExperimentConfig>] => [scenario, {}]),
  ['split_mnist', { classes_per_experience: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1] }],
  ['split_mnist', { classes_per_experience: [7, 1, 2] }],
  ['mt_mnist', { classes_per_experience: [1, 9] }],
];

describe.each(streams)('%s %j', (scenario, split) => {
  it('with every strategy that is not refused on it', { timeout: 900_000 }, async () => {
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
    const refused = stream.benchmark.multiTask ? singleHeadStrategies : [];
    expect(ran.filter((name) => documentedStrategies.includes(name)).toSorted()).toEqual(
      documentedStrategies.filter((name) => !refused.includes(name)).toSorted(),
    );
  });
});
