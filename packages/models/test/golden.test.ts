import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createModel, loadStateDict, stateDict } from '../src/index';
import { expectAllclose } from './allclose';
import { useExactConvolutions } from './exact-convolutions';
import lenet from './fixtures/lenet5.json';
import simpleCnn from './fixtures/simple-cnn.json';
import simpleMlp from './fixtures/simple-mlp.json';
import resnet from './fixtures/slim-resnet.json';
import { type GoldenRun, goldenRun } from './golden-run';
import { ruleImages, ruleWeights } from './rule';

interface Expected {
  logits: { data: number[] };
  loss: number;
  grad_norms: Record<string, number>;
  input_gradient_norm?: number;
  input_gradient_first64?: number[];
  running_after?: Record<string, { data: number[] }>;
}

interface Golden {
  keys: Record<string, number[]>;
  params: number;
  input_shape: number[];
}

const lenetExpected: Expected = { ...lenet.float64, logits: lenet.float64.eval_logits };

const cases: [string, string, Golden, Expected, { amplitude: number; training: boolean }][] = [
  ['lenet', 'in inference', lenet, lenetExpected, { amplitude: 0.1, training: false }],
  ['simple_mlp', 'in inference', simpleMlp, simpleMlp.float64.eval, { amplitude: 0.1, training: false }],
  ['simple_cnn', 'in inference', simpleCnn, simpleCnn.float64.eval, { amplitude: 0.1, training: false }],
  ['resnet', 'in inference', resnet, resnet.float64.eval_small, { amplitude: 0.03, training: false }],
  ['resnet', 'in training', resnet, resnet.float64.train, { amplitude: 0.1, training: true }],
];

function ruleModel(name: string, { keys, input_shape }: Golden, amplitude: number) {
  const [, channels, height, width] = input_shape as [number, number, number, number];
  const model = createModel(name, { inputShape: [height, width, channels], classes: 10, random: () => 0 });
  loadStateDict(model, ruleWeights(keys, amplitude));
  return model;
}

describe.each(cases)('%s %s beside PyTorch', (name, _, golden, expected, { amplitude, training }) => {
  let run: GoldenRun;
  let model: ReturnType<typeof ruleModel>;

  beforeAll(async () => {
    await tf.setBackend('cpu');
    useExactConvolutions();
    model = ruleModel(name, golden, amplitude);
    const images = ruleImages(golden.input_shape);
    run = goldenRun(model, images, { training });
    images.dispose();
  });
  afterAll(() => {
    model.dispose();
  });

  test('logits within 1e-5 of the largest', () => {
    const floor = Math.max(...expected.logits.data.map(Math.abs));
    expectAllclose(run.logits, expected.logits.data, 1e-5, { what: 'logits', floor });
  });

  test('loss within 1e-5', () => {
    expectAllclose([run.loss], [expected.loss], 1e-5, { what: 'loss' });
  });

  test('gradient norms within 1e-4', () => {
    expect(Object.keys(run.gradientNorms).sort()).toEqual(Object.keys(expected.grad_norms).sort());
    for (const [what, norm] of Object.entries(expected.grad_norms)) {
      expectAllclose([run.gradientNorms[what] as number], [norm], 1e-4, { what });
    }
  });

  const {
    input_gradient_first64: firstGradients,
    input_gradient_norm: norm = Number.NaN,
    running_after: running,
  } = expected;

  if (firstGradients !== undefined) {
    test('image gradient within 1e-4', () => {
      const floor = norm / Math.sqrt(run.inputGradient.length);
      expectAllclose(run.inputGradient.subarray(0, 64), firstGradients, 1e-4, {
        what: 'image gradient',
        floor,
      });
      expectAllclose([Math.hypot(...run.inputGradient)], [norm], 1e-4, { what: 'norm' });
    });
  }

  if (running !== undefined) {
    test('running statistics after one step within 1e-5', () => {
      const state = stateDict(model);
      for (const [what, { data }] of Object.entries(running)) {
        const floor = Math.max(...data.map(Math.abs));
        expectAllclose(state.get(what)?.data ?? [], data, 1e-5, { what, floor });
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
    const sizes = model.trainableWeights.map((weight) => weight.read().size);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(golden.params);
  });
});
