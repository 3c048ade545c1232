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

/** Tests each case on a backend, which `prepare` makes ready. */
export function describeGolden(
  cases: readonly GoldenCase[],
  prepare: () => Promise<void>,
  { logits: logitsWithin, gradients: gradientsWithin }: Tolerance,
): void {
  const named = cases.map((golden) => ({
    ...golden,
    mode: golden.training ? 'in training' : 'in inference',
  }));
  describe.each(named)('$name $mode beside PyTorch', ({ golden, expected, training, ...given }) => {
    let run: GoldenRun;
    let model: LayersModel;

    beforeAll(async () => {
      await prepare();
      model = await given.model();
      const images = given.images();
      run = goldenRun(model, images, { training });
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

    test(`gradient norms within ${gradientsWithin}`, () => {
      expect(Object.keys(run.gradientNorms).sort()).toEqual(Object.keys(expected.grad_norms).sort());
      // A bias between two normalisations has no gradient but rounding.
      const floor = largest(Object.values(expected.grad_norms)) / 1000;
      for (const [what, norm] of Object.entries(expected.grad_norms)) {
        expectAllclose([run.gradientNorms[what] as number], [norm], gradientsWithin, { what, floor });
      }
    });

    const { input_gradient_first64: firstGradients, input_gradient_norm: norm = Number.NaN } = expected;
    if (firstGradients !== undefined) {
      test(`image gradient within ${gradientsWithin}`, () => {
        const floor = norm / Math.sqrt(run.inputGradient.length);
        expectAllclose([Math.hypot(...run.inputGradient)], [norm], gradientsWithin, { what: 'norm' });
        const first = run.inputGradient.subarray(0, 64);
        expectAllclose(first, firstGradients, gradientsWithin, { what: 'image gradient', floor });
      });
    }

    const { running_after: running, running_norms_after: runningNorms } = expected;
    if (running !== undefined || runningNorms !== undefined) {
      test(`running statistics after one step within ${logitsWithin}`, () => {
        const state = stateDict(model);
        for (const [what, { data }] of Object.entries(running ?? {})) {
          expectAllclose(state.get(what)?.data ?? [], data, logitsWithin, { what, floor: largest(data) });
        }
        for (const [what, norm] of Object.entries(runningNorms ?? {})) {
          const data = state.get(what)?.data ?? [];
          expectAllclose([Math.hypot(...data)], [norm], logitsWithin, { what, floor: 0.1 });
        }
        const counts = [...state].filter(([tensor]) => tensor.endsWith('num_batches_tracked'));
        expect(counts.flatMap(([, { data }]) => [...data])).toEqual(counts.map(() => 1));
      });
    }

    test('state dict: names, shapes and order', () => {
      const shapes = [...stateDict(model)].map(([tensor, { shape }]) => [tensor, [...shape]]);
      expect(shapes).toEqual(Object.entries(golden.keys));
    });

    test('number of trained parameters', () => {
      const sizes = model.trainableWeights.map((weight) => tf.util.sizeFromShape(weight.shape as number[]));
      expect(sizes.reduce((sum, size) => sum + size)).toBe(golden.params);
    });
  });
}

const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs));
