import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createModel, stateDict } from '../src/index';
import { expectAllclose } from './allclose';
import lite0 from './fixtures/efficientnet-lite0.json';
import golden from './fixtures/initial-weights.json';
import smallNetworks from './fixtures/small-networks.json';
import torchvision from './fixtures/torchvision.json';
import { torchRand } from './torch-rand';

interface GoldenTensor {
  first: number[];
  sha256: string;
}

const inputShapes = {
  lenet: [32, 32, 1],
  simple_mlp: [28, 28, 1],
  simple_cnn: [32, 32, 3],
  resnet: [32, 32, 3],
} as const;

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
  setThreads(1);
});

describe.each(Object.entries(inputShapes))('%s', (name, inputShape) => {
  test("initial weights are PyTorch's, bit for bit", async () => {
    const model = createModel(name, { inputShape, classes: 10, random: torchRand(golden.seed) });
    const expected: Record<string, GoldenTensor> = golden.models[name as keyof typeof golden.models];
    const drawn = [...(await stateDict(model))].map(([tensor, { data }]) => {
      const sha256 = createHash('sha256').update(new Uint8Array(data.buffer)).digest('hex');
      return [tensor, { first: [...data.subarray(0, 2)], sha256 }];
    });
    expect(Object.fromEntries(drawn)).toEqual(expected);
    model.dispose();
  });
});

test("efficientnet_lite0: initial weights are PyTorch's, bit for bit at both ends of each tensor", async () => {
  const random = torchRand(lite0.seed);
  const model = createModel('efficientnet_lite0', { inputShape: [64, 64, 3], classes: 10, random });
  const state = await stateDict(model);
  for (const [tensor, ends] of Object.entries(lite0.initial_ends)) {
    const data = state.get(tensor)?.data ?? new Float32Array();
    expect([...data.subarray(0, 4), ...data.subarray(-4)], tensor).toEqual(ends);
  }
  model.dispose();
});

describe.each(Object.entries(torchvision.models))('%s', (name, { initial_ends: expected }) => {
  test("initial weights are torchvision's within 1e-6, the classifier's bit for bit", async () => {
    const random = torchRand(torchvision.seed);
    const model = createModel(name, { inputShape: [64, 64, 3], classes: 10, random });
    const state = await stateDict(model);
    for (const [tensor, ends] of Object.entries<number[]>(expected)) {
      const { data, shape } = state.get(tensor) ?? { data: new Float32Array(), shape: [] };
      const drawn = [...data.subarray(0, 4), ...data.subarray(-4)];
      const floor = Math.max(...ends.map(Math.abs));
      expectAllclose(drawn, ends, shape.length === 4 ? 1e-6 : 0, { what: tensor, floor });
    }
    model.dispose();
  });
});

describe.each(Object.entries(smallNetworks.models))('%s', (name, { initial, input_shape }) => {
  test("initial weights are PyTorch's: uniform ones bit for bit, normal ones within 1e-6", async () => {
    const [, channels = 0, height = 0, width = 0] = input_shape;
    const random = torchRand(smallNetworks.seed);
    const model = createModel(name, { inputShape: [height, width, channels], classes: 10, random });
    const state = await stateDict(model);
    for (const [tensor, ends] of Object.entries<number[]>(initial)) {
      const { data } = state.get(tensor) ?? { data: new Float32Array() };
      const drawn = [...data.subarray(0, 4), ...data.subarray(-4)];
      const floor = Math.max(...ends.map(Math.abs));
      const isNormal = name.includes('resnet') && !/^fc|bias$/.test(tensor);
      expectAllclose(drawn, ends, isNormal ? 1e-6 : 0, { what: tensor, floor });
    }
    model.dispose();
  });
});
