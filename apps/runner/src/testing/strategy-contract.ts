import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@exmodel/backend-wasm';
import { memory, setBackend, tensor4d } from '@tensorflow/tfjs-core';
import { defaultsOf } from '../config/keys';
import { type StrategyConfig, strategyConfig } from '../config/strategy-config';
import { metricsSchema } from '../storage/metrics-file';
import type { StrategyDefinition } from '../strategies/strategy';
import { type Check, once } from './check';
import { runTinyJob, type TinyStream, tiny, tinyStream } from './tiny-stream';

export interface StrategyContractOptions {
  /** Keys that the strategy must have on the tiny schedule of the test. */
  readonly changes?: Partial<StrategyConfig>;
  /** The accuracy over all ten classes that it reaches there at least; by default any, chance is 0.1. */
  readonly reaches?: number;
  /** Whether its training starts anew with every expert: then only the losses of the last one are compared. */
  readonly startsAnew?: boolean;
  /** A stream that several strategies share; by default one of its own. */
  readonly stream?: () => Promise<TinyStream>;
}

/**
 * What every strategy must do: on synthetic Split MNIST, with five experts of LeNet-5 that are trained for seconds. The checks share
 * two runs, so their order does not matter.
 */
export function strategyContract(
  definition: StrategyDefinition,
  { changes, reaches = 0, startsAnew = false, stream = ownStream }: StrategyContractOptions = {},
): readonly Check[] {
  const { name } = definition;
  const atOnce = definition.atOnce?.(strategyConfig(tiny, name)) === true;
  const context = async () => {
    const own = Object.entries(defaultsOf(definition.keys)).filter(([key]) => !Object.hasOwn(tiny, key));
    return (await stream()).context(name, { ...Object.fromEntries(own), ...changes });
  };
  const runs = once(async () => {
    await setBackend('exmodel-wasm');
    const folder = await mkdtemp(join(tmpdir(), 'exmodel-strategy-'));
    const { wrapped, seen } = watched(definition);
    const given = await context();
    const first = await runTinyJob(wrapped, given, join(folder, 'first', name));
    const before = memory().numTensors;
    const again = await runTinyJob(wrapped, given, join(folder, 'again', name));
    return { first, again, leaked: memory().numTensors - before, logits: seen.logits };
  });

  return [
    {
      name: 'is accepted on the stream that it was made for',
      async run() {
        const { config, benchmark } = await context();
        assert.equal(await definition.refuse?.(config, benchmark, []), undefined);
      },
    },
    {
      name: `learns${reaches > 0 ? `: an accuracy of at least ${reaches}` : ''}`,
      async run() {
        const { first } = await runs();
        const { accuracy } = first.metrics;
        assert.ok(accuracy !== null && accuracy >= reaches, `its accuracy is ${accuracy}`);
        const compared = startsAnew ? first.losses.slice(-tiny.num_iter_per_exp) : first.losses;
        const [start, end] = [compared[0], compared.at(-1)];
        if (start !== undefined && end !== undefined)
          assert.ok(end < start, `its loss goes from ${start} to ${end}`);
      },
    },
    {
      name: 'gives a score for each class',
      async run() {
        assert.deepEqual((await runs()).logits, [3, 10]);
      },
    },
    {
      name: `is measured ${atOnce ? 'at the end only' : 'on every experience after every experience'}`,
      async run() {
        const { accuracyMatrix } = (await runs()).first.metrics;
        const measured = accuracyMatrix.map((row) => row.map((accuracy) => accuracy !== null));
        const row = (all: boolean) => Array.from({ length: 5 }, () => all);
        assert.deepEqual(
          measured,
          Array.from({ length: 5 }, (_, k) => row(!atOnce || k === 4)),
        );
      },
    },
    {
      name: 'writes metrics.json by its schema: what was returned, and consistent',
      async run() {
        const { first } = await runs();
        const written = metricsSchema.parse(
          JSON.parse(readFileSync(join(first.folder, 'metrics.json'), 'utf8')),
        );
        assert.deepEqual(written, first.metrics);
        const { accuracy, perClassAccuracy, accuracyMatrix, averageAccuracy, times } = written;
        const confusion = written.confusion ?? [];
        const right = confusion.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
        assert.equal(sum(confusion.flat()), 200);
        assertClose(accuracy, right / 200);
        // Classes and experiences have equally many test images here.
        assertClose(accuracy, mean(perClassAccuracy));
        assertClose(averageAccuracy, mean(accuracyMatrix[4] ?? []));
        const { synthesis, distillation, training, evaluation, total } = times;
        assert.ok(
          synthesis + distillation + training + evaluation <= total,
          'its phases are longer than the whole',
        );
        assert.ok(evaluation > 0, 'no time was taken to test it');
      },
    },
    {
      name: 'plans the work that it reports, within a factor of 2',
      async run() {
        const { work, plannedWork } = (await runs()).first;
        const isNear = work === plannedWork || (work / plannedWork > 0.5 && work / plannedWork < 2);
        assert.ok(isNear, `it planned ${plannedWork} and reported ${work}`);
      },
    },
    {
      name: 'does the same again, times aside, to the last bit of its weights',
      async run() {
        const { first, again } = await runs();
        assert.deepEqual({ ...again.metrics, times: 0 }, { ...first.metrics, times: 0 });
        assert.equal(again.student, first.student);
      },
    },
    {
      name: 'leaks no tensor',
      async run() {
        assert.equal((await runs()).leaked, 0);
      },
    },
  ];
}

const ownStream = once(async () => {
  await setBackend('exmodel-wasm');
  return tinyStream(await mkdtemp(join(tmpdir(), 'exmodel-stream-')));
});

/** `definition`, and the shape of its logits for three images at the end of the stream. */
function watched(definition: StrategyDefinition) {
  const seen: { logits?: readonly number[] } = {};
  const wrapped: StrategyDefinition = {
    ...definition,
    async create(context, state) {
      const strategy = await definition.create(context, state);
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

function assertClose(actual: number | null, expected: number): void {
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-12, `${actual} is not ${expected}`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly (number | null)[]): number {
  return sum(values.map((value) => value ?? Number.NaN)) / values.length;
}
