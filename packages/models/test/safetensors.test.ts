import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  createModel,
  loadStateDict,
  readSafetensors,
  SafetensorsError,
  writeSafetensors,
} from '../src/index';
import { expectAllclose } from './allclose';
import golden from './fixtures/lenet5.json';
import { ruleImages } from './rule';

const file = readFileSync(new URL('./fixtures/lenet5.safetensors', import.meta.url));

test("PyTorch's lenet5.safetensors gives PyTorch's logits within 1e-5 of the largest", () => {
  const model = createModel('lenet', { inputShape: [32, 32, 1], classes: 10, random: () => 0 });
  loadStateDict(model, readSafetensors(file).tensors);
  const logits = tf.tidy(() => (model.predict(ruleImages(golden.input_shape)) as tf.Tensor).dataSync());
  expectAllclose(logits, golden.float64.eval_logits.data, 1e-5, { what: 'logits', floor: 0.6 });
  model.dispose();
});

test('written again it is the same file, byte for byte', () => {
  expect(Buffer.compare(writeSafetensors(readSafetensors(file).tensors), file)).toBe(0);
});

test('cut at every 97th byte it is refused', () => {
  for (let length = 0; length < file.length; length += 97) {
    expect(() => readSafetensors(file.subarray(0, length))).toThrow(SafetensorsError);
  }
});
