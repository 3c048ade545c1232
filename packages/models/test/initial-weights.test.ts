import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createModel, stateDict } from '../src/index';
import golden from './fixtures/initial-weights.json';
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

describe.each(Object.entries(inputShapes))('%s', (name, inputShape) => {
  test("initial weights are PyTorch's, bit for bit", () => {
    const model = createModel(name, { inputShape, classes: 10, random: torchRand(golden.seed) });
    const expected: Record<string, GoldenTensor> = golden.models[name as keyof typeof golden.models];
    const drawn = [...stateDict(model)].map(([tensor, { data }]) => {
      const sha256 = createHash('sha256').update(new Uint8Array(data.buffer)).digest('hex');
      return [tensor, { first: [...data.subarray(0, 2)], sha256 }];
    });
    expect(Object.fromEntries(drawn)).toEqual(expected);
    model.dispose();
  });
});
