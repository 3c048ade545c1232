import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ONE_PASS_KERNELS, type OnePassKernelName } from '@exmodel/backend-wasm';
import '@tensorflow/tfjs-backend-cpu';
import { adam, type Optimizer, sgd } from '@exmodel/distill';
import { TorchBatchNormalization } from '@exmodel/models';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, test } from 'vitest';

// Packages that do not know each other meet in kernels that they name alike. On tfjs's cpu backend, which has none of
// these kernels, the same code composes them of tfjs's ops.

/** The names of kernels, as string literals, in the files of a package that match. */
function namesIn(pkg: string, files: RegExp): string[] {
  const folder = join(import.meta.dirname, '../../../packages', pkg, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .filter((source) => files.test(source))
    .flatMap((source) => [...source.matchAll(/'([A-Z]\w*)'/g)].map(([, name]) => name as string));
}

const asked = ['distill', 'models'].flatMap((pkg) => namesIn(pkg, /\b(getKernel|runKernel|onePass)\b/));

test('distill and models ask for all kernels that the engine registers by name', () => {
  expect(asked).toEqual(expect.arrayContaining(Object.keys(ONE_PASS_KERNELS)));
});

test('what they ask for, the engine registers or the one for GPUs', () => {
  const registered = [...Object.keys(ONE_PASS_KERNELS), ...namesIn('backend-webgpu', /\bdefineKernel\(/)];
  expect(registered).toEqual(expect.arrayContaining(asked));
});

/** Results of `compute` on both backends; on the engine it must have run the kernels named. */
async function onBoth(
  kernels: readonly OnePassKernelName[],
  compute: () => tf.Tensor[],
): Promise<[Float32Array[], Float32Array[]]> {
  const results: Float32Array[][] = [];
  for (const backend of ['exmodel-wasm', 'cpu']) {
    await tf.setBackend(backend);
    let tensors: tf.Tensor[] = [];
    const { kernelNames } = await tf.profile(() => {
      tensors = compute();
    });
    if (backend === 'exmodel-wasm') expect(kernelNames).toEqual(expect.arrayContaining([...kernels]));
    results.push(tensors.map((tensor) => Float32Array.from(tensor.dataSync())));
    tf.dispose(tensors);
  }
  return results as [Float32Array[], Float32Array[]];
}

function expectClose([actual, expected]: [Float32Array[], Float32Array[]], tolerance: number): void {
  expected.forEach((values, i) => {
    values.forEach((value, k) => {
      expect(
        Math.abs((actual[i]?.[k] ?? Number.NaN) - value),
        `result ${i}, element ${k}`,
      ).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
    });
  });
}

describe('optimizers in one pass agree with the composed ones to 1e-5', () => {
  type Case = [title: string, kernel: OnePassKernelName, create: (variables: tf.Variable[]) => Optimizer];
  const optimizers: Case[] = [
    ['plain SGD', 'SgdUpdate', (variables) => sgd(variables, { learningRate: 0.1 })],
    [
      'SGD with momentum and weight decay',
      'SgdUpdate',
      (variables) => sgd(variables, { learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4 }),
    ],
    ['Adam', 'AdamUpdate', (variables) => adam(variables, { learningRate: 0.1 })],
  ];
  it.each(optimizers)('%s by %s, twelve steps', async (_, kernel, create) => {
    const results = await onBoth([kernel], () => {
      const weights = tf.variable(tf.randomNormal([7, 13], 0, 1, 'float32', 1));
      const optimizer = create([weights]);
      for (let step = 0; step < 12; step++) {
        const gradient = tf.randomNormal([7, 13], 0, 1, 'float32', 100 + step);
        optimizer.step([gradient]);
        gradient.dispose();
      }
      optimizer.dispose();
      return [weights];
    });
    expectClose(results, 1e-5);
  });
});

describe('batch norm in training by kernel agrees with the composed one', () => {
  it('output, all gradients and running statistics to 1e-5', async () => {
    const results = await onBoth(['BatchNormTraining', 'BatchNormTrainingGrad'], () => {
      const layer = new TorchBatchNormalization({ name: 'norm' });
      const images = tf.variable(tf.randomNormal([8, 6, 5, 7], 1, 2, 'float32', 5));
      const weights = tf.randomNormal([8, 6, 5, 7], 0, 1, 'float32', 6);
      layer.build(images.shape);
      const { value, grads } = tf.variableGrads(
        () => tf.sum(tf.mul(layer.apply(images, { training: true }) as tf.Tensor, weights)) as tf.Scalar,
      );
      expect(Object.keys(grads)).toHaveLength(3);
      const running = layer.getWeights().map((each) => each.clone());
      tf.dispose([images, weights]);
      tf.dispose(layer.weights.map((weight) => weight.read()));
      return [value, ...Object.values(grads), ...running];
    });
    expectClose(results, 1e-5);
  });
});
