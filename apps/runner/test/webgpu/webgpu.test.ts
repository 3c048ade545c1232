import '@exmodel/backend-wasm';
import { join } from 'node:path';
import { BACKEND_NAME } from '@exmodel/backend-webgpu';
import { modelInversion, Random } from '@exmodel/distill';
import { getBackend, memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeBackend } from '../../src/backends/backend.conformance';
import { chooseBackend } from '../../src/backends/choose-backend';
import { webgpu } from '../../src/backends/webgpu';
import { defaultsOf } from '../../src/config/keys';
import { synthesisOptions } from '../../src/strategies/factories/synthesis-options';
import { strategyNamed } from '../../src/strategies/registry';
import { openStream } from '../../src/streams/open-stream';
import { synthesisKeys } from '../../src/teaching/images/synthesis-keys';
import { trainClassifier } from '../../src/teaching/train-classifier';
import { temporaryFolder } from '../temporary-folder';
import { result, runTinyJob, tiny, tinyStream } from '../tiny-stream';

/** The path of the runner on a GPU, or on Chromium's imitation of one. Run by `pnpm test:webgpu`. */

const folder = temporaryFolder(afterAll);

/** The first `count` values that a generator yields. */
async function take<E>(count: number, events: AsyncGenerator<E, unknown>): Promise<E[]> {
  const taken: E[] = [];
  for await (const event of events) if (taken.push(event) === count) break;
  return taken;
}

beforeAll(async () => {
  expect(await chooseBackend('webgpu')).toMatchObject({
    name: 'webgpu',
    description: expect.stringMatching(/^WebGPU on /),
  });
});

describeBackend(webgpu);

/** `action` on both backends; the second is left chosen. */
async function onBoth<T>(action: () => Promise<T>): Promise<{ wasm: T; webgpu: T }> {
  await setBackend('exmodel-wasm');
  const wasm = await action();
  await setBackend(BACKEND_NAME);
  return { wasm, webgpu: await action() };
}

describe('exmodel-wasm and WebGPU agree to 1e-3', () => {
  it('in the losses of the first 10 steps of an expert’s training, and its weights after them', async () => {
    const { wasm, webgpu } = await onBoth(async () => {
      const { benchmark, createStudent } = await openStream(tiny);
      const { model, student } = createStudent();
      const [experience] = benchmark.experiences;
      if (experience === undefined) throw new RangeError('no experience');
      const data = { dataset: experience.train, benchmark };
      const steps = await take(10, trainClassifier(student, data, tiny, Random.seeded(1)));
      const weights = await student.weights();
      model.dispose();
      return { losses: steps.map(({ loss }) => loss), weights: weights.map(({ values }) => values) };
    });
    expectClose(webgpu.losses, wasm.losses);
    expect(webgpu.weights).toHaveLength(wasm.weights.length);
    for (const [i, values] of wasm.weights.entries()) expectClose(webgpu.weights[i] ?? [], values);
    expect(wasm.losses.at(-1)).toBeLessThan(wasm.losses[0] ?? 0);
  });

  it('in the losses (relatively) and on the mean in the pixels of the first 5 steps of an inversion', async () => {
    await setBackend('exmodel-wasm');
    const stream = await tinyStream(folder);
    const [expert] = stream.experts;
    if (expert === undefined) throw new RangeError('no expert');
    const { config, benchmark } = stream.context('minversion_ed', { buffer_iter: 5 });
    const { wasm, webgpu } = await onBoth(async () => {
      const losses: (number | undefined)[] = [];
      const invert = modelInversion({
        ...synthesisOptions({ ...defaultsOf(synthesisKeys), ...config }, benchmark),
        outputs: 10,
      });
      const samples = await result(invert(expert, 8, Random.seeded(1)), ({ loss }) => losses.push(loss));
      return { losses: losses.map(Number), pixels: samples.pixels };
    });
    expectClose(
      webgpu.losses.map((loss, i) => loss / (wasm.losses[i] ?? Number.NaN)),
      wasm.losses.map(() => 1),
    );
    // Adam's first step is the gradient's sign: where that is nearly zero, rounding decides.
    const differences = wasm.pixels.map((pixel, i) => Math.abs(pixel - (webgpu.pixels[i] ?? Number.NaN)));
    expect(differences.reduce((sum, difference) => sum + difference) / differences.length).toBeLessThan(1e-3);
    stream.dispose();
  });
});

/** Few images and steps: an imitated GPU takes seconds for what a GPU does in milliseconds. */
const few = { ...tiny, experiences: 2, num_iter_per_exp: 12, buffer_size: 16, buffer_iter: 6 };

describe.each(['consensus_ed', 'minversion_ed'] as const)('%s on WebGPU', (name) => {
  it('gives the accuracy of the WebAssembly engine, the same bits again, and leaks no tensor', async () => {
    await setBackend('exmodel-wasm');
    const stream = await tinyStream(join(folder, 'experts'), few);
    const [definition, context] = [strategyNamed(name), stream.context(name)];
    const wasm = await runTinyJob(definition, context, join(folder, 'wasm', name));
    await setBackend(BACKEND_NAME);
    const first = await runTinyJob(definition, context, join(folder, 'first', name));
    const before = memory().numTensors;
    const again = await runTinyJob(definition, context, join(folder, 'again', name));
    expect(memory().numTensors).toBe(before);
    expect(getBackend()).toBe(BACKEND_NAME);
    expect(again.student).toBe(first.student);
    stream.dispose();
    expectClose(first.losses, wasm.losses);
    expect(first.metrics.accuracy).toBeCloseTo(wasm.metrics.accuracy ?? Number.NaN, 1);
  });
});

function expectClose(given: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(given.length).toBe(expected.length);
  expect(expected.length).toBeGreaterThan(0);
  const differences = Array.from(expected, (value, i) => Math.abs(value - (given[i] ?? Number.NaN)));
  expect(differences.some(Number.isNaN)).toBe(false);
  expect(Math.max(...differences)).toBeLessThan(1e-3);
}
