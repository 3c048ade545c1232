import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { createModel, loadStateDict, stateDict } from '../src/index';
import { expectAllclose } from './allclose';
import fixture from './fixtures/small-networks.json';
import { goldenRun } from './golden-run';
import { ruleImages, ruleWeights } from './rule';

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
  setThreads(1);
});

const deeper = Object.entries(fixture.models).flatMap(([name, model]) =>
  'keys_sha256' in model ? [[name, model] as const] : [],
);

test('there are three of each kind beside the one whose gradients are compared', () => {
  expect(deeper.map(([name]) => name)).toHaveLength(6);
});

test.each(deeper)("%s has PyTorch's tensors, and its logits within 2e-5", async (name, golden) => {
  const { keys_sha256, params, amp, input_shape, float64 } = golden;
  const model = createModel(name, { inputShape: [18, 18, 3], classes: 10, random: () => 0.5 });
  const keys = Object.fromEntries([...(await stateDict(model))].map(([key, { shape }]) => [key, shape]));
  const lines = Object.entries(keys).map(([key, shape]) => `${key} ${shape.join()}`);
  expect(createHash('sha256').update(lines.join('\n')).digest('hex')).toBe(keys_sha256);
  const sizes = model.trainableWeights.map(({ shape }) => tf.util.sizeFromShape(shape as number[]));
  expect(sizes.reduce((sum, size) => sum + size)).toBe(params);

  loadStateDict(model, ruleWeights(keys, amp));
  const images = ruleImages(input_shape);
  const { logits, loss, inputGradient } = await goldenRun(model, images);
  const floor = Math.max(...float64.logits.data.map(Math.abs));
  expectAllclose(logits, float64.logits.data, 2e-5, { what: 'logits', floor });
  expectAllclose([loss], [float64.loss], 2e-5, { what: 'loss' });
  const length = Math.sqrt(inputGradient.reduce((sum, value) => sum + value * value, 0));
  expectAllclose([length], [float64.input_gradient_norm], 1e-4, { what: 'image gradient' });
  images.dispose();
  model.dispose();
});
