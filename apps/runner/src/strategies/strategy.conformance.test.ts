import '@exmodel/backend-wasm';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memory, setBackend, tensor4d } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentedStrategies } from '../../test/documented-strategies';
import { temporaryFolder } from '../../test/temporary-folder';
import { type FinishedJob, runTinyJob, type TinyStream, tiny, tinyStream } from '../../test/tiny-stream';
import { strategyConfig } from '../config/strategy-config';
import { metricsSchema } from '../storage/metrics-file';
import { strategies, strategyNamed } from './registry';
import type { StrategyDefinition } from './strategy';

/**
 * What every strategy must do, whatever it is. A new one is tested by being in the registry. Those of PARITY.md must reach more than
 * any: about the accuracy over all ten classes that they have on the tiny schedule (chance: 0.1).
 */
const reaches: Readonly<Record<string, number>> = {
  gn_ed: 0.15,
  procedural_ed: 0.2,
  aux_data_ed: 0.2,
  naive: 0.19,
  model_regmean: 0.15,
  replay_ed: 0.6,
  cumulative: 0.9,
  joint: 0.9,
};
const reachesAtLeast = (name: string) => reaches[name] ?? (documentedStrategies.includes(name) ? 0.3 : 0);

/** Images of something else teach slowly. */
const longer = { num_iter_per_exp: 60 };

const folder = temporaryFolder(afterAll);
let stream: TinyStream;
let savedSamples: string;

beforeAll(async () => {
  await setBackend('exmodel-wasm');
  stream = await tinyStream(folder);
  const { folder: saved } = await runTinyJob(
    strategyNamed('minversion_ed'),
    stream.context('minversion_ed'),
    join(folder, 'saved'),
  );
  savedSamples = join(saved, 'samples');
});
afterAll(() => stream.dispose());

/** `definition`, and the shape of its logits for three images at the end of the stream. */
function watched(definition: StrategyDefinition) {
  const seen: { logits?: readonly number[] } = {};
  const wrapped: StrategyDefinition = {
    ...definition,
    async create(context) {
      const strategy = await definition.create(context);
      return {
        ...strategy,
        dispose() {
          const images = tensor4d(new Float32Array(3 * 32 * 32), [3, 32, 32, 1]);
          const logits = strategy.logits(images);
          seen.logits = logits.shape;
          images.dispose();
          logits.dispose();
          strategy.dispose();
        },
      };
    },
  };
  return { wrapped, seen };
}

describe.each(strategies)('$name', (definition) => {
  const { name } = definition;
  const atOnce = definition.atOnce?.(strategyConfig(tiny, name)) === true;
  const { wrapped, seen } = watched(definition);
  let job: FinishedJob;
  let again: FinishedJob;
  let leaked: number;

  beforeAll(async () => {
    const changes = {
      // The tiny schedule's four images tell nothing about how a layer's inputs go together.
      ...(name === 'model_regmean' && { merge_images: 50 }),
      ...(name === 'from_path' && { buffer_path: savedSamples }),
      ...(['aux_data_ed', 'gn_ed', 'procedural_ed'].includes(name) && longer),
    };
    const context = stream.context(name, changes);
    job = await runTinyJob(wrapped, context, join(folder, 'first', name));
    const before = memory().numTensors;
    again = await runTinyJob(wrapped, context, join(folder, 'again', name));
    leaked = memory().numTensors - before;
  });

  it('is accepted on the stream that it was made for', async () => {
    const { config, benchmark } = stream.context(name, { buffer_path: savedSamples });
    expect(await definition.refuse?.(config, benchmark, [])).toBeUndefined();
  });

  it('learns', () => {
    expect(job.metrics.accuracy).toBeGreaterThanOrEqual(reachesAtLeast(name));
    // consensus_ed trains anew after every expert, each time towards more: only within one training its losses compare.
    const compared = name === 'consensus_ed' ? job.losses.slice(-tiny.num_iter_per_exp) : job.losses;
    const [first, last] = [compared[0], compared.at(-1)];
    if (first !== undefined && last !== undefined) expect(last).toBeLessThan(first);
  });

  it('gives a score for each class', () => {
    expect(seen.logits).toEqual([3, 10]);
  });

  it(`is measured ${atOnce ? 'at the end only' : 'on every experience after every experience'}`, () => {
    const { accuracyMatrix } = job.metrics;
    const measured = accuracyMatrix.map((row) => row.map((accuracy) => accuracy !== null));
    const row = (all: boolean) => Array.from({ length: 5 }, () => all);
    expect(measured).toEqual(Array.from({ length: 5 }, (_, k) => row(!atOnce || k === 4)));
  });

  it('writes metrics.json by its schema: what was returned, and consistent', () => {
    const written = metricsSchema.parse(JSON.parse(readFileSync(join(job.folder, 'metrics.json'), 'utf8')));
    expect(written).toEqual(job.metrics);
    const { accuracy, perClassAccuracy, accuracyMatrix, averageAccuracy, times } = written;
    const confusion = written.confusion ?? [];
    const right = confusion.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
    expect(confusion.flat().reduce((sum, count) => sum + count)).toBe(200);
    expect(accuracy).toBeCloseTo(right / 200, 12);
    // Classes and experiences have equally many test images here.
    expect(mean(perClassAccuracy)).toBeCloseTo(accuracy ?? -1, 12);
    expect(mean(accuracyMatrix[4] ?? [])).toBeCloseTo(averageAccuracy ?? -1, 12);
    const { synthesis, distillation, training, evaluation, total } = times;
    expect(synthesis + distillation + training + evaluation).toBeLessThanOrEqual(total);
    expect(evaluation).toBeGreaterThan(0);
  });

  it('plans the work that it reports, within a factor of 2', () => {
    expect(job.work / job.plannedWork).toBeGreaterThan(0.5);
    expect(job.work / job.plannedWork).toBeLessThan(2);
  });

  it('does the same again, times aside, to the last bit of its weights', () => {
    const { times: _, process: __, ...first } = job.metrics;
    const { times: _times, process: _process, ...second } = again.metrics;
    expect(second).toEqual(first);
    expect(again.student).toBe(job.student);
  });

  it('leaks no tensor', () => {
    expect(leaked).toBe(0);
  });
});

function mean(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / values.length;
}
