import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { modelNames } from './architectures/registry';
import { UnknownModelError } from './architectures/unknown-model-error';
import { createModel } from './create-model';
import { ModelOptionsError } from './model-options-error';
import { loadStateDict } from './state-dict/load-state-dict';
import { stateDict } from './state-dict/state-dict';

const random = () => 0.5;

test('an unknown name lists the known ones', () => {
  const attempt = () => createModel('lenet6', { inputShape: [32, 32, 1], classes: 10, random });
  expect(attempt).toThrow(UnknownModelError);
  expect(attempt).toThrow(modelNames().join(', '));
});

test.each([
  ['a size below the least', 'lenet', { inputShape: [28, 28, 1] as const }, 'inputShape'],
  ['a size above the most', 'lenet', { inputShape: [36, 36, 1] as const }, 'inputShape'],
  ['a side too long', 'resnet', { inputShape: [32, 128, 3] as const }, 'inputShape'],
  ['no channels', 'simple_mlp', { inputShape: [28, 28, 0] as const }, 'inputShape'],
  ['no classes', 'lenet', { classes: 0 }, 'classes'],
  ['an option of another architecture', 'lenet', { hiddenSize: 100 }, 'hiddenSize'],
  ['a grey image for a model of colours', 'resnet_pretrained', {}, 'inputShape'],
  ['half a head', 'lenet', { heads: 0.5 }, 'heads'],
  ['masks for a model without', 'resnet', { taskClasses: [[0]] }, 'taskClasses'],
  ['a masked model without masks', 'masked_resnet', { heads: 2 }, 'taskClasses'],
  ['fewer masks than heads', 'masked_resnet', { heads: 2, taskClasses: [[0]] }, 'taskClasses'],
  ['a task without classes', 'masked_resnet', { taskClasses: [[0], []] }, 'taskClasses'],
  ['a class that there is not', 'masked_resnet', { taskClasses: [[10]] }, 'taskClasses'],
  ['a class twice in a task', 'masked_resnet', { taskClasses: [[0, 0]] }, 'taskClasses'],
  ['half a hidden unit', 'simple_mlp', { hiddenSize: 0.5 }, 'hiddenSize'],
  ['no random', 'lenet', { random: undefined as never }, 'random undefined'],
])('%s is refused', (_, name, wrong, option) => {
  const attempt = () => createModel(name, { inputShape: [32, 32, 1], classes: 10, random, ...wrong });
  expect(attempt).toThrow(ModelOptionsError);
  expect(attempt).toThrow(option);
});

/** Draws ½ a few times, then what is given. */
const later = (last: () => number) => {
  let draws = 0;
  return () => (++draws < 100 ? 0.5 : last());
};

test.each([
  ['lenet', 'NaN', () => Number.NaN],
  ['lenet', 'undefined', () => undefined as never],
  ['lenet', '1', () => 1],
  ['resnet', '-1', () => -1],
  ['mobilenet_imnet_fixed', '2', () => 2],
])('%s: a draw of %s is refused, and nothing of the model is left', (name, drawn, last) => {
  const { numTensors } = tf.memory();
  const attempt = (random: () => number) =>
    createModel(name, { inputShape: [32, 32, 3], classes: 10, random });
  expect(() => attempt(later(last))).toThrow(ModelOptionsError);
  expect(() => attempt(later(last))).toThrow(`was given random() ${drawn}. It expects draws`);
  const broken = later(() => {
    throw new Error('no more draws');
  });
  expect(() => attempt(broken)).toThrow('no more draws');
  expect(tf.memory().numTensors).toBe(numTensors);
});

test('the greatest draw below 1 gives finite weights', async () => {
  const model = createModel('resnet', { inputShape: [32, 32, 3], classes: 2, random: () => 1 - 2 ** -53 });
  for (const { data } of (await stateDict(model)).values()) expect(data.every(Number.isFinite)).toBe(true);
  model.dispose();
});

test.each([
  ['lenet', 32],
  ['lenet', 35],
  ['simple_mlp', 1],
  ['simple_cnn', 10],
  ['resnet', 25],
  ['resnet', 56],
  ['mobilenet_imnet_fixed', 32],
  ['efficientnet_lite0', 32],
  ['lenet_relu', 16],
  ['mnist_cnn', 6],
  ['mnist_cnn_small', 16],
  ['lenet_sigmoid', 12],
  ['quickstart_mlp', 1],
  ['resnet20', 4],
])('%s accepts images with sides of %i', (name, side) => {
  const model = createModel(name, { inputShape: [side, side, 3], classes: 3, random });
  const logits = tf.tidy(() => (model.predict(tf.zeros([1, side, side, 3])) as tf.Tensor).shape);
  expect(logits).toEqual([1, 3]);
  model.dispose();
});

test.each([
  [256, {}],
  [5, { hiddenSize: 5 }],
])('simple_mlp has %i hidden units with %o', async (width, options) => {
  const model = createModel('simple_mlp', { inputShape: [2, 2, 1], classes: 3, random, ...options });
  expect((await stateDict(model)).get('features.0.weight')?.shape).toEqual([width, 4]);
  model.dispose();
});

test('simple_mlp flattens channels first, as PyTorch', () => {
  const model = createModel('simple_mlp', { inputShape: [1, 2, 2], classes: 1, random, hiddenSize: 4 });
  const identity = Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0));
  loadStateDict(
    model,
    new Map([
      ['features.0.weight', { shape: [4, 4], data: identity }],
      ['features.0.bias', { shape: [4], data: new Float32Array(4) }],
      ['classifier.weight', { shape: [1, 4], data: Float32Array.of(1000, 100, 10, 1) }],
      ['classifier.bias', { shape: [1], data: new Float32Array(1) }],
    ]),
  );
  // Channel 0 is (1, 2), channel 1 is (3, 4).
  const logit = tf.tidy(
    () => (model.predict(tf.tensor4d([1, 3, 2, 4], [1, 1, 2, 2])) as tf.Tensor).dataSync()[0],
  );
  expect(logit).toBe(1234);
  model.dispose();
});
