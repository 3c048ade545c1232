import { modelInversion, Random } from '@exmodel/distill';
import { setBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../src/config/keys';
import { synthesisOptions } from '../src/strategies/factories/synthesis-options';
import { openStream } from '../src/streams/open-stream';
import { synthesisKeys } from '../src/teaching/images/synthesis-keys';
import { trainClassifier } from '../src/teaching/train-classifier';
import { result, tiny, tinyStream } from './tiny-stream';

/** Holds a TensorFlow.js backend, which has been started, against ours. Trained experts are kept below `folder`. */
export function describeAgreement(backend: string, folder: string): void {
  /** `action` on both backends; the second is left chosen. */
  async function onBoth<T>(action: () => Promise<T>): Promise<{ wasm: T; other: T }> {
    await setBackend('exmodel-wasm');
    const wasm = await action();
    await setBackend(backend);
    return { wasm, other: await action() };
  }

  describe(`exmodel-wasm and ${backend} agree to 1e-3`, () => {
    it('in the losses of the first 10 steps of an expert’s training, and its weights after them', async () => {
      const { wasm, other } = await onBoth(async () => {
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
      expectClose(other.losses, wasm.losses);
      expect(other.weights).toHaveLength(wasm.weights.length);
      for (const [i, values] of wasm.weights.entries()) expectClose(other.weights[i] ?? [], values);
      expect(wasm.losses.at(-1)).toBeLessThan(wasm.losses[0] ?? 0);
    });

    it('in the losses (relatively) and on the mean in the pixels of the first 5 steps of an inversion', async () => {
      await setBackend('exmodel-wasm');
      const stream = await tinyStream(folder);
      const [expert] = stream.experts;
      if (expert === undefined) throw new RangeError('no expert');
      const { config, benchmark } = stream.context('minversion_ed', { buffer_iter: 5 });
      const { wasm, other } = await onBoth(async () => {
        const losses: (number | undefined)[] = [];
        const invert = modelInversion({
          ...synthesisOptions({ ...defaultsOf(synthesisKeys), ...config }, benchmark),
          outputs: 10,
        });
        const samples = await result(invert(expert, 8, Random.seeded(1)), ({ loss }) => losses.push(loss));
        return { losses: losses.map(Number), pixels: samples.pixels };
      });
      expectClose(
        other.losses.map((loss, i) => loss / (wasm.losses[i] ?? Number.NaN)),
        wasm.losses.map(() => 1),
      );
      // Adam's first step is the gradient's sign: where that is nearly zero, rounding decides.
      const differences = wasm.pixels.map((pixel, i) => Math.abs(pixel - (other.pixels[i] ?? Number.NaN)));
      expect(differences.reduce((sum, difference) => sum + difference) / differences.length).toBeLessThan(
        1e-3,
      );
      stream.dispose();
    });
  });
}

/** The first `count` values that a generator yields. */
async function take<E>(count: number, events: AsyncGenerator<E, unknown>): Promise<E[]> {
  const taken: E[] = [];
  for await (const event of events) if (taken.push(event) === count) break;
  return taken;
}

/** Within 1e-3 each. */
export function expectClose(given: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(given.length).toBe(expected.length);
  expect(expected.length).toBeGreaterThan(0);
  const differences = Array.from(expected, (value, i) => Math.abs(value - (given[i] ?? Number.NaN)));
  expect(differences.some(Number.isNaN)).toBe(false);
  expect(Math.max(...differences)).toBeLessThan(1e-3);
}
