import '@tensorflow/tfjs-backend-cpu';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { createModel } from '../src/index';

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
  setThreads(1);
});

test.each([
  ['mobilenet_pretrained', ['BatchNormTraining', 'BatchNormTrainingGrad', 'DepthwiseConv2dNative', 'Relu6']],
  ['efficientnet_lite0', ['BatchNormTraining', 'BatchNormTrainingGrad', 'DepthwiseConv2dNative', 'Relu6']],
  ['resnet_pretrained', ['BatchNormTraining', 'BatchNormTrainingGrad', 'MaxPool', 'Relu']],
])("a step of %s uses the engine's kernels and copies no image for padding", async (name, expected) => {
  const model = createModel(name, { inputShape: [32, 32, 3], classes: 3, random: () => 0.5 });
  const images = tf.ones([2, 32, 32, 3]);
  const { kernelNames } = await tf.profile(() => {
    tf.dispose(
      tf.variableGrads(() => tf.sum(model.apply(images, { training: true }) as tf.Tensor) as tf.Scalar),
    );
  });
  expect(kernelNames).toEqual(expect.arrayContaining(expected));
  for (const avoidable of ['PadV2', 'Slice', 'Tile', 'Minimum', 'ClipByValue']) {
    expect(kernelNames).not.toContain(avoidable);
  }
  images.dispose();
  model.dispose();
});

test('a step of a frozen backbone computes the gradients of its classifier only', async () => {
  const model = createModel('mobilenet_imnet_fixed', {
    inputShape: [32, 32, 3],
    classes: 3,
    random: () => 0.5,
  });
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  expect(variables.map(({ shape }) => shape)).toEqual([[1280, 3], [3]]);
  const images = tf.ones([2, 32, 32, 3]);
  const { kernelNames } = await tf.profile(() => {
    const loss = () => tf.sum(model.apply(images, { training: true }) as tf.Tensor) as tf.Scalar;
    tf.dispose(tf.variableGrads(loss, variables));
  });
  expect(kernelNames.filter((kernel) => /Backprop|BatchNormTraining/.test(kernel))).toEqual([]);
  images.dispose();
  model.dispose();
});
