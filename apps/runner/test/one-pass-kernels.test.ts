import '@exmodel/backend-wasm';
import '@tensorflow/tfjs-backend-cpu';
import { adam, type Optimizer, sgd } from '@exmodel/distill';
import { TorchBatchNormalization } from '@exmodel/models';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

// Packages that do not know each other meet in kernels that they name alike. On tfjs's cpu backend, which has none of
// these kernels, the same code composes them of tfjs's ops.

/** Results of `compute` on both backends. */
async function onBoth(compute: () => tf.Tensor[]): Promise<[Float32Array[], Float32Array[]]> {
  const results: Float32Array[][] = [];
  for (const backend of ['exmodel-wasm', 'cpu']) {
    await tf.setBackend(backend);
    const tensors = compute();
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
  const optimizers: Record<string, (variables: tf.Variable[]) => Optimizer> = {
    'plain SGD': (variables) => sgd(variables, { learningRate: 0.1 }),
    'SGD with momentum and weight decay': (variables) =>
      sgd(variables, { learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4 }),
    Adam: (variables) => adam(variables, { learningRate: 0.1 }),
  };
  it.each(Object.entries(optimizers))('%s, twelve steps', async (_, create) => {
    const results = await onBoth(() => {
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
    const results = await onBoth(() => {
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
