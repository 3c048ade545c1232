import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stateDict } from '../src/index';
import { expectAllclose } from './allclose';
import type { GoldenCase } from './golden-cases';
import { type GoldenRun, goldenRun } from './golden-run';

/** How far from PyTorch's float64, relative to the largest logit and statistic, and to each gradient's norm. */
export interface Tolerance {
  readonly logits: number;
  readonly gradients: number;
}

export interface GoldenBackend {
  readonly name: string;
  /** Makes it the current backend. */
  prepare(): Promise<void>;
}

/** Tests each case on a backend. */
export function describeGolden(
  cases: readonly GoldenCase[],
  backend: GoldenBackend,
  { logits: logitsWithin, gradients: gradientsWithin }: Tolerance,
): void {
  for (const { name, golden, expected, training, ...given } of cases) {
    const mode = training ? 'in training' : 'in inference';
    describe(`${name} ${mode} on ${backend.name} beside PyTorch`, () => {
      let run: GoldenRun;
      let model: LayersModel;

      beforeAll(async () => {
        await backend.prepare();
        model = await given.model();
        const images = given.images();
        run = await goldenRun(model, images, { training });
        images.dispose();
      });
      afterAll(() => {
        model.dispose();
      });

      test(`logits and loss within ${logitsWithin}`, () => {
        const floor = largest(expected.logits.data);
        expectAllclose(run.logits, expected.logits.data, logitsWithin, { what: 'logits', floor });
        expectAllclose([run.loss], [expected.loss], logitsWithin, { what: 'loss' });
      });

      // A bias between two normalisations has no gradient but rounding.
      const least = largest(Object.values(expected.grad_norms)) / 1000;

      test(`gradient norms within ${gradientsWithin}`, () => {
        expect(Object.keys(run.gradients).sort()).toEqual(Object.keys(expected.grad_norms).sort());
        for (const [what, gradient] of Object.entries(run.gradients)) {
          const length = expected.grad_norms[what] as number;
          expectAllclose([norm(gradient)], [length], gradientsWithin, { what, floor: least });
        }
      });

      const { grad_projections: projections } = expected;
      if (projections !== undefined) {
        test(`gradients projected on a fixed direction within ${gradientsWithin} of their norms`, () => {
          for (const [what, gradient] of Object.entries(run.gradients)) {
            const floor = Math.max(expected.grad_norms[what] as number, least);
            const projection = gradient.reduce((sum, value, i) => sum + value * Math.sin(i), 0);
            expectAllclose([projection], [projections[what] as number], gradientsWithin, { what, floor });
          }
        });
      }

      const { input_gradient_first64: firstGradients, input_gradient_norm: length = Number.NaN } = expected;
      if (firstGradients !== undefined) {
        test(`image gradient within ${gradientsWithin}`, () => {
          const floor = length / Math.sqrt(run.inputGradient.length);
          expectAllclose([norm(run.inputGradient)], [length], gradientsWithin, { what: 'norm' });
          const first = run.inputGradient.subarray(0, 64);
          expectAllclose(first, firstGradients, gradientsWithin, { what: 'image gradient', floor });
        });
      }

      const { running_after: running, running_norms_after: runningNorms } = expected;
      if (running !== undefined || runningNorms !== undefined) {
        test(`running statistics after one step within ${logitsWithin}`, async () => {
          const state = await stateDict(model);
          for (const [what, { data }] of Object.entries(running ?? {})) {
            expectAllclose(state.get(what)?.data ?? [], data, logitsWithin, { what, floor: largest(data) });
          }
          for (const [what, length] of Object.entries(runningNorms ?? {})) {
            const data = state.get(what)?.data ?? new Float32Array();
            expectAllclose([norm(data)], [length], logitsWithin, { what, floor: 0.1 });
          }
          const counts = [...state].filter(([tensor]) => tensor.endsWith('num_batches_tracked'));
          expect(counts.flatMap(([, { data }]) => [...data])).toEqual(counts.map(() => 1));
        });
      }

      test('state dict: names, shapes and order', async () => {
        const shapes = [...(await stateDict(model))].map(([tensor, { shape }]) => [tensor, [...shape]]);
        expect(shapes).toEqual(Object.entries(golden.keys));
      });

      test('number of trained parameters', () => {
        const sizes = model.trainableWeights.map((weight) => tf.util.sizeFromShape(weight.shape as number[]));
        expect(sizes.reduce((sum, size) => sum + size)).toBe(golden.params);
      });
    });
  }
}

const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs));
const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
